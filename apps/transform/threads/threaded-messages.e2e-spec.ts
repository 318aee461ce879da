import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { type AcceptedSubmission, HEADERS } from '#domain';
import type { StoredEvent } from '#event-log';
import { EXAMPLE, exampleInput, loadPackages, type Packages } from '#packages';
import { until } from '../../../test/fixtures/until.js';
import { TransformBatch } from '../transform-batch.js';
import type { ThreadData } from './thread-protocol.js';
import { ThreadedMessages } from './threaded-messages.js';

/** Threads load all packages; a busy machine takes its time for that. */
jest.setTimeout(60_000);

const PROGRAM = resolve('dist/apps/transform/threads/thread-program.js');
const PACKAGE = 'gewerbe/package.yaml';

const example = (name: string): AcceptedSubmission['submission'] =>
  JSON.parse(readFileSync(resolve('schemas', `${name}.json`), 'utf8'));
const GEWERBE = example('gewerbe/examples/neugruendung-gmbh-mainz');
const MELDEWESEN = example('meldewesen/examples/familie-flonheim');
/** With a character that no message may have. */
const BROKEN = structuredClone(GEWERBE);
(BROKEN.data.inhaber as { eingetragenerName: string }).eingetragenerName = 'Rheinkiesel \u{1F600}';

let folder: string;
let packages: Packages;
let workers: Worker[];
let lost: unknown[];
let threaded: ThreadedMessages;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nahtlos-threads-'));
  cpSync('schemas', folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  packages = await loadPackages(folder);
  workers = [];
  lost = [];
  threaded = new ThreadedMessages({
    count: 2,
    folder,
    log: { info: () => undefined, warn: (fields) => lost.push(fields) },
    start: (workerData: ThreadData) => {
      const worker = new Worker(PROGRAM, { workerData });
      workers.push(worker);
      return worker;
    },
  });
});
afterEach(async () => {
  await threaded.close();
  packages.close();
});

/** Waits until the threads have loaded the packages. */
function available(catalogue = packages) {
  const of = threaded;
  return until(() => of.of(catalogue));
}

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

function record(offset: number, caseId: string, submission = GEWERBE): StoredEvent {
  const { accepted } = exampleInput(submission);
  const submissionId = uuid(offset);
  return {
    topic: 'submissions',
    partition: 0,
    offset: BigInt(offset),
    at: 1_790_000_000_000,
    key: caseId,
    value: Buffer.from(JSON.stringify({ ...accepted, submissionId, caseId })),
    headers: { [HEADERS.submissionId]: submissionId },
  };
}

function discard(offset: number, of: StoredEvent): StoredEvent {
  return {
    ...of,
    offset: BigInt(offset),
    value: Buffer.alloc(0),
    headers: { ...of.headers, [HEADERS.operation]: 'discard' },
  };
}

/** What a batch gives: its events, and which cases wait for what afterwards. */
async function outcome(
  batch: readonly StoredEvent[],
  { threads, catalogue = packages }: { threads: boolean; catalogue?: Packages },
) {
  const transform = new TransformBatch({
    facts: () => ({
      routing: {
        version: 'test@1',
        route: (service) => ({
          ...exampleInput(GEWERBE).route,
          service,
          targets: catalogue
            .service(service)!
            .messages.map((message) => ({ name: message, message, destination: 'files' })),
        }),
        client: () => EXAMPLE.author,
      },
      messages: catalogue,
      threaded: threads ? threaded.of(catalogue) : undefined,
      product: EXAMPLE.product,
      largestMessage: 950_000,
      content: () => Promise.reject(new Error('Nothing is embedded here.')),
    }),
    now: () => new Date(1_790_000_000_000),
  });
  const { events, memory } = await transform.handle(batch, {
    about: async () => [],
    value: () => Promise.reject(new Error('Nothing is remembered before.')),
  });
  return {
    events: events?.map((event) => ({ ...event, value: Buffer.from(event.value).toString() })),
    changes: memory?.map(({ key, name, content }) => ({ key, name, kept: content !== null })),
  };
}

/** Many cases, some with a submission that fails, with others behind it, and with decisions about them. */
function mixedBatch(): StoredEvent[] {
  const batch: StoredEvent[] = [];
  for (let index = 0; index < 60; index += 1) {
    const caseId = uuid(index % 12);
    if (index % 17 === 3) batch.push(record(index, caseId, BROKEN));
    else batch.push(record(index, caseId, index % 5 === 0 ? MELDEWESEN : GEWERBE));
  }
  batch.push(discard(60, batch[3]!), record(61, uuid(3)));
  return batch;
}

describe('messages that are written in threads', () => {
  it('give the same batch as the main thread alone: bytes, order, holds and findings', async () => {
    await available();
    const batch = mixedBatch();
    const expected = await outcome(batch, { threads: false });
    const letters = expected.events?.filter(({ topic }) => topic === 'dead-letters.gewerbe');
    expect(letters?.map(({ headers }) => headers[HEADERS.code])).toContain('invalid-character');
    expect(expected.changes).toContainEqual(
      expect.objectContaining({ name: expect.stringMatching(/^waiting/), kept: false }),
    );
    expect(await outcome(batch, { threads: true })).toEqual(expected);
    expect(lost).toEqual([]);
  });

  it('are neither lost nor doubled when a thread dies in the middle of a batch', async () => {
    await available();
    const batch = mixedBatch();
    const expected = await outcome(batch, { threads: false });
    const [first, second] = workers;
    // Both die with work in hand, one after the other.
    for (const worker of [first, second]) worker?.once('message', () => void worker.terminate());
    expect(await outcome(batch, { threads: true })).toEqual(expected);
    expect(lost.length).toBeGreaterThanOrEqual(1);
    expect(workers.length).toBeGreaterThan(2);
  });

  it('follow a reload: never of another version than their header says', async () => {
    await available();
    const before = readFileSync(join(folder, PACKAGE), 'utf8');
    const old = [...workers];
    writeFileSync(join(folder, PACKAGE), before.replace('"1.0.0"', '"1.1.0"'));
    const reloaded = await loadPackages(folder);
    try {
      const batch = mixedBatch();
      const expected = await outcome(batch, { threads: false, catalogue: reloaded });
      // The threads have the old packages: the main thread writes, and others are started.
      expect(threaded.of(reloaded)).toBeUndefined();
      expect(await outcome(batch, { threads: true, catalogue: reloaded })).toEqual(expected);
      await Promise.all(
        old.map((worker) => worker.threadId === -1 || once(worker, 'exit').then(() => true)),
      );
      await available(reloaded);
      const after = await outcome(batch, { threads: true, catalogue: reloaded });
      expect(after).toEqual(expected);
      const message = after.events?.find(({ topic }) => topic === 'cluster.gewerbe');
      expect(message?.headers[HEADERS.packageVersion]).toBe('gewerbe@1.1.0');
    } finally {
      writeFileSync(join(folder, PACKAGE), before);
      reloaded.close();
    }
  });

  it('are left to the main thread while the folder holds other packages than are in force', async () => {
    const before = readFileSync(join(folder, PACKAGE), 'utf8');
    writeFileSync(join(folder, PACKAGE), before.replace('"1.0.0"', '"1.1.0"'));
    try {
      threaded.of(packages);
      await until(() => (lost.length === 2 ? true : undefined));
      expect(threaded.of(packages)).toBeUndefined();
      const batch = mixedBatch();
      const expected = await outcome(batch, { threads: false });
      expect(await outcome(batch, { threads: true })).toEqual(expected);
    } finally {
      writeFileSync(join(folder, PACKAGE), before);
    }
  });

  it('are those of the version that the main thread means, where versions stand side by side', async () => {
    const next = join(folder, 'gewerbe-next');
    cpSync(join(folder, 'gewerbe'), next, { recursive: true });
    const file = join(next, 'package.yaml');
    const text = readFileSync(file, 'utf8').replace('"1.0.0"', '"2.0.0"\nvalidFrom: 2099-01-01');
    writeFileSync(file, text);
    const form = join(next, 'forms/99050012104000.schema.json');
    writeFileSync(form, readFileSync(form, 'utf8').replace(':1.0"', ':2.0"'));
    try {
      const both = await loadPackages(folder);
      const messages = await available(both);
      const input = exampleInput(GEWERBE);
      for (const version of ['1.0.0', '2.0.0']) {
        const writer = messages.message('gewerbe.anmeldung.0010', { version })!;
        expect(writer.packageVersion).toBe(`gewerbe@${version}`);
        // The main thread cannot help: its packages are closed by now.
        both.close();
        expect(Buffer.from(await writer.write(input)).toString()).toContain('Rheinkiesel');
      }
    } finally {
      rmSync(next, { recursive: true });
    }
  });

  it('are those of the service, where services have messages of one type of their own', async () => {
    const file = join(folder, PACKAGE);
    const before = readFileSync(file, 'utf8');
    const mapping = join(folder, 'gewerbe/mappings/gewerbe.anmeldung.0010.yaml');
    const other = join(folder, 'gewerbe/mappings/other.yaml');
    const own = GEWERBE.service;
    const second = '99050012104999';
    writeFileSync(
      other,
      readFileSync(mapping, 'utf8')
        .replace(own, second)
        .replace('neugruendung: "11"', 'neugruendung: "10"'),
    );
    writeFileSync(
      file,
      before
        .replace(
          'services:\n',
          `services:\n  - { key: "${second}", name: Zweite, source: a test, form: forms/${own}.schema.json }\n`,
        )
        .replace('mappings:\n', 'mappings:\n  - mappings/other.yaml\n'),
    );
    try {
      const both = await loadPackages(folder);
      const messages = await available(both);
      const codes: string[] = [];
      for (const service of [own, second]) {
        const writer = messages.message('gewerbe.anmeldung.0010', { service })!;
        both.close();
        const bytes = await writer.write(exampleInput({ ...GEWERBE, service }));
        codes.push(/<grund[\s\S]*?<code>(\d+)</.exec(Buffer.from(bytes).toString())![1]!);
      }
      expect(codes).toEqual(['11', '10']);
    } finally {
      writeFileSync(file, before);
      rmSync(other);
    }
  });

  it('are not sought where there are to be no threads', () => {
    const none = new ThreadedMessages({
      count: 0,
      folder,
      log: { info: () => undefined, warn: () => undefined },
      start: () => {
        throw new Error('started');
      },
    });
    expect(none.of(packages)).toBeUndefined();
  });
});
