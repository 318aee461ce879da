import { setTimeout } from 'node:timers/promises';
import type { FaultBed } from '../bed.js';
import type { Fault } from '../fault.js';

/** Milliseconds: what waits longer than 10 s is told. */
const AWAY = 15_000;
/** Milliseconds within which intake has to notice. */
const PATIENCE = 60_000;
const ACCEPTED_MEANWHILE = 20;

/**
 * Stopped in good order. A single broker of Kafka 4.4.0 that was killed may forget to mark a transaction as committed
 * when it starts again: it takes partitions that just have no leader for deleted ones (KAFKA-20734). What was committed
 * then comes a second time, whatever its clients do.
 */
export const KAFKA_AWAY: Fault = {
  name: 'Kafka is away for a while, and intake accepts and says so',
  instances: {},
  happen: async (bed) => {
    const { kafka } = bed.servers;
    await kafka.stop();
    await bed.load.goesOn(ACCEPTED_MEANWHILE);
    await setTimeout(AWAY);
    await says(bed, '/health/ready', /Kafka has taken nothing since \S+, [1-9]\d* records wait/);
    await says(bed, '/metrics', /^nahtlos_outbox_records(\{.*\})? [1-9]/m);
    await says(bed, '/metrics', /^nahtlos_outbox_oldest_seconds(\{.*\})? [1-9]\d/m);
    await bed.load.goesOn(ACCEPTED_MEANWHILE);
    await kafka.start();
    await bed.mend();
    await says(bed, '/health/ready', /Kafka takes what is accepted/);
  },
};

/** Waits until intake says it. Its answer counts whatever its status is: it is ready all the time. */
async function says(bed: FaultBed, path: string, expected: RegExp): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  let said = '';
  while (Date.now() < deadline) {
    const answer = await fetch(`${bed.urls('intake')[0]}${path}`).catch(() => undefined);
    if (answer !== undefined && answer.status !== 200) {
      throw new Error(`Intake answers ${answer.status} at ${path}: ${await answer.text()}`);
    }
    said = (await answer?.text()) ?? '';
    if (expected.test(said)) return;
    await setTimeout(200);
  }
  throw new Error(`Intake does not say ${expected} at ${path}, but: ${said.slice(0, 500)}`);
}
