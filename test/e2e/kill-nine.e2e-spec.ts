import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { HEADERS, type JournalEvent } from '#domain';
import { EmbeddedEventLog, type StoredEvent } from '#event-log';
import { type ServerProcess, startServerProcess } from '#runtime';
import { SqliteStore } from '#store';
import { partOfTheDemo } from '../fixtures/part-of-the-demo.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { until } from '../fixtures/until.js';

const ROUNDS = 20;
const SENDERS = 8;
/** How long the last start gets to bring everything to its end, in milliseconds. */
const PATIENCE = 60_000;
/** An application and what follows it. */
const SUBMISSIONS_PER_CASE = 4;

const EXAMPLE = JSON.parse(
  readFileSync(resolve('schemas/gewerbe/examples/neugruendung-gmbh-mainz.json'), 'utf8'),
);

/** What the server has acknowledged, per case in the order of the acknowledgements. */
class Acknowledged {
  readonly byReference = new Map<string, string>();
  readonly byCase = new Map<string, string[]>();

  note(reference: string, receipt: { submissionId: string; caseId: string }): void {
    const known = this.byReference.get(reference);
    if (known !== undefined && known !== receipt.submissionId) {
      throw new Error('One reference was acknowledged as two submissions.');
    }
    this.byReference.set(reference, receipt.submissionId);
    this.byCase.set(receipt.caseId, [
      ...(this.byCase.get(receipt.caseId) ?? []),
      receipt.submissionId,
    ]);
  }
}

/** A platform that sends one submission after the other, and sends again what was not acknowledged. */
class Sender {
  #number = 0;
  #application: string | undefined;

  constructor(
    readonly name: string,
    readonly acknowledged: Acknowledged,
  ) {}

  async sendUntilCut(url: string, most = Number.POSITIVE_INFINITY): Promise<void> {
    for (let sent = 0; sent < most; sent += 1) {
      const reference = `${this.name}-${this.#number}`;
      const follows = this.#number % SUBMISSIONS_PER_CASE !== 0;
      const response = await fetch(`${url}/v1/submissions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer demo-key' },
        body: JSON.stringify({
          ...EXAMPLE,
          reference,
          attachments: [],
          kind: follows ? 'supplement' : 'application',
          relatesTo: follows ? this.#application : null,
        }),
      })
        .then(async (answer) => ({
          status: answer.status,
          body: (await answer.json()) as { submissionId: string; caseId: string },
        }))
        .catch(() => undefined);
      if (response === undefined) return;
      if (response.status !== 202 && response.status !== 200) {
        throw new Error(`Answered ${response.status}: ${JSON.stringify(response.body)}`);
      }
      this.acknowledged.note(reference, response.body);
      if (!follows) this.#application = response.body.submissionId;
      this.#number += 1;
    }
  }
}

describe('a server that is killed again and again under load', () => {
  const data = temporaryFolder();
  const { landscape, packages } = partOfTheDemo(temporaryFolder(), ['gewerbe']);
  const start = () =>
    startServerProcess({
      program: resolve('dist/apps/standalone/main.js'),
      dataFolder: data,
      settings: {
        NAHTLOS_LANDSCAPE: landscape,
        NAHTLOS_PACKAGES: packages,
        NAHTLOS_LOG_LEVEL: 'warn',
        NAHTLOS_DELIVERY_LEASE: '1',
      },
    });

  it('loses nothing it acknowledged, doubles nothing, and keeps the order of every case', async () => {
    const acknowledged = new Acknowledged();
    const senders = Array.from(
      { length: SENDERS },
      (_, number) => new Sender(`sender-${number}`, acknowledged),
    );
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = await start();
      const sending = senders.map((sender) => sender.sendUntilCut(server.url));
      await setTimeout(50 + Math.random() * 700);
      await server.kill();
      await Promise.all(sending);
    }
    const server = await start();
    // What the last kill left without an answer is sent once more, as a platform does.
    await Promise.all(senders.map((sender) => sender.sendUntilCut(server.url, 1)));
    await settled(server, [...acknowledged.byReference.values()]);
    const ledger = await fetch(`${server.url}/v1/ledger`, {
      headers: { authorization: `Bearer ${server.operatorKey}` },
    });
    expect(ledger.status).toBe(200);
    expect(await ledger.json()).toMatchObject({ closed: true });
    await server.stop();

    const { messages, journal } = await whatHappened(data);
    const expected = [...acknowledged.byReference.values()].sort();
    expect(expected.length).toBeGreaterThan(ROUNDS);
    expect(messages.map((message) => message.headers[HEADERS.submissionId]).sort()).toEqual(
      expected,
    );
    const ids = messages.map((message) => message.headers[HEADERS.messageId]);
    expect(new Set(ids).size).toBe(ids.length);
    const files = readdirSync(join(data, 'out/gewerbe-mainz')).filter((name) =>
      name.endsWith('.xml'),
    );
    expect(files.sort()).toEqual(ids.map((id) => `${id}.xml`).sort());
    for (const [caseId, inOrder] of acknowledged.byCase) {
      const ofCase = messages.filter((message) => message.key === caseId);
      expect(ofCase.map((message) => message.headers[HEADERS.submissionId])).toEqual(inOrder);
      const delivered = journal.filter(
        (event) => event.type === 'delivered' && event.caseId === caseId,
      );
      expect(delivered.map((event) => event.submissionId)).toEqual(inOrder);
    }
  }, 240_000);
});

async function settled(server: ServerProcess, submissionIds: readonly string[]): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (const id of submissionIds) {
    await until(async () => {
      const answer = await fetch(`${server.url}/v1/submissions/${id}`, {
        headers: { authorization: 'Bearer demo-key' },
      });
      const { status } = (await answer.json()) as { status: string };
      if (status === 'delivered') return true;
      if (Date.now() > deadline) throw new Error(`Acknowledged, and for ever ${status}: ${id}`);
      return undefined;
    });
  }
}

async function whatHappened(
  data: string,
): Promise<{ messages: StoredEvent[]; journal: JournalEvent[] }> {
  const store = new SqliteStore(join(data, 'nahtlos.db'));
  const eventLog = await EmbeddedEventLog.open({
    store,
    observer: { retrying: () => undefined, poisoned: () => undefined },
    now: Date.now,
  });
  const messages: StoredEvent[] = [];
  for await (const record of eventLog.read('cluster', { from: 0n })) messages.push(record);
  const journal: JournalEvent[] = [];
  for await (const record of eventLog.read('journal', { from: 0n })) {
    journal.push(JSON.parse(Buffer.from(record.value).toString()) as JournalEvent);
  }
  await eventLog.close();
  await store.close();
  return { messages, journal };
}
