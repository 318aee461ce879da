import type { KafkaObserver } from '#event-log';
import type { Health, Log, Metrics } from '#telemetry';

/** Tells log, metrics and monitoring how the steps get on. */
export function eventLogObserver(ports: {
  log: Log;
  metrics: Metrics;
  health: Health;
  giveUp(sentence: string, cause: unknown): void;
}): KafkaObserver {
  const { log, metrics, health, giveUp } = ports;
  const retries = metrics.counter('nahtlos_step_retries_total', {
    help: 'Batches that a step had to try again',
    labels: ['step'],
  });
  const poisons = metrics.counter('nahtlos_step_poison_total', {
    help: 'Records that a step could never handle',
    labels: ['step'],
  });
  const failures = metrics.counter('nahtlos_relay_failures_total', {
    help: 'Times that the outbox could not be carried to Kafka',
  });
  let ended: string | undefined;
  health.add('steps', 'live', () =>
    ended === undefined
      ? { ok: true, detail: 'all steps run' }
      : { ok: false, detail: `the step ${ended} has ended; the process ends too` },
  );
  return {
    retrying: (step, attempt, pause, cause) => {
      retries.inc({ step });
      log.warn({ step, attempt, pause, err: cause }, 'A step tries a batch again');
    },
    poisoned: (step, record, cause) => {
      poisons.inc({ step });
      const { topic, partition, offset } = record;
      log.error(
        { step, topic, partition, offset: String(offset), err: cause },
        'A record cannot be processed and was set aside',
      );
    },
    crashed: (step, cause) => {
      ended = step;
      giveUp(`The step ${step} has ended: Kafka does not let it go on.`, cause);
    },
    relayFails: (attempt, cause) => {
      failures.inc();
      log.warn({ attempt, err: cause }, 'The outbox could not be carried to Kafka');
    },
    relayWorks: () => log.info({}, 'The outbox is carried to Kafka again'),
  };
}
