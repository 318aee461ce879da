import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JournalEvent } from '#domain';
import { EmbeddedEventLog } from '#event-log';
import { SqliteStore } from '#store';
import { until } from '../fixtures/until.js';
import { BAD_ANSWERS, BadPeer } from './bad-peers.js';
import { HttpCaseSystem, withHttpDestination } from './http-case-system.js';
import {
  attachment,
  example,
  ledgerOf,
  OnlineService,
  partsOf,
  type Submission,
} from './online-service.js';
import {
  folderForAll,
  messagesAt,
  nahtlos,
  peakMemory,
  type RunningServer,
  refusedStart,
  startStandalone,
} from './standalone-server.js';

const TRADE = 'gewerbe/examples/neugruendung-gmbh-mainz.json';
const DOG_TAX = 'steuern/examples/labrador-newel.json';
const TRADE_OFFICE = 'gewerbe-mainz';

let number = 0;
function trade(changes: object = {}): Submission {
  number += 1;
  return example(TRADE, { reference: `trade-${number}`, ...changes });
}
function dogTax(changes: object = {}): Submission {
  number += 1;
  return example(DOG_TAX, { reference: `dog-${number}`, ...changes });
}

/** Copies of the demo's landscape and of the packages, to be changed at will. */
function configuration(): {
  landscape: string;
  packages: string;
  settings: Record<string, string>;
} {
  const folder = folderForAll();
  const [landscape, packages] = [join(folder, 'landscape'), join(folder, 'schemas')];
  cpSync(resolve('landscape/demo'), landscape, { recursive: true });
  cpSync(resolve('schemas'), packages, { recursive: true });
  replaceIn(join(landscape, 'destinations.yaml'), /initialInterval: 5/g, 'initialInterval: 1');
  replaceIn(join(landscape, 'destinations.yaml'), /maximumInterval: 21600/g, 'maximumInterval: 1');
  const settings = { NAHTLOS_LANDSCAPE: landscape, NAHTLOS_PACKAGES: packages };
  return { landscape, packages, settings };
}

function replaceIn(file: string, what: string | RegExp, by: string): void {
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(what, by);
  if (changed === text) throw new Error(`${what} does not stand in ${file}`);
  writeFileSync(file, changed);
}

/** The line of a file on which a text stands, counted from 1. */
function lineOf(file: string, text: string): number {
  return (
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}

/** Several senders that post one after the other until they are told to stop or are refused. */
class Load {
  readonly acknowledged: string[] = [];
  readonly refused: number[] = [];
  #working = true;
  readonly #senders: Promise<void>[];

  constructor(service: OnlineService, submission: () => Submission, senders = 4) {
    this.#senders = Array.from({ length: senders }, async () => {
      while (this.#working) {
        const answer = await service.post(submission()).catch(() => undefined);
        if (answer?.status !== 202) {
          if (answer !== undefined) this.refused.push(answer.status);
          return;
        }
        this.acknowledged.push(answer.body.submissionId);
      }
    });
  }

  atLeast(count: number): Promise<true> {
    return until(() => (this.acknowledged.length >= count ? true : undefined));
  }

  async over(): Promise<string[]> {
    await Promise.all(this.#senders);
    return this.acknowledged;
  }

  stop(): Promise<string[]> {
    this.#working = false;
    return this.over();
  }
}

async function allDelivered(service: OnlineService, ids: readonly string[]): Promise<void> {
  for (const id of ids) await service.reaches(id, 'delivered');
}

/** Per case of several, what was received and what was delivered in the end, each in order. No server may run. */
async function casesWithFollowers(
  data: string,
): Promise<{ received: string[]; delivered: string[] }[]> {
  const store = new SqliteStore(join(data, 'nahtlos.db'));
  const eventLog = await EmbeddedEventLog.open({
    store,
    observer: { retrying: () => undefined, poisoned: () => undefined },
    now: Date.now,
  });
  const cases = new Map<string, { received: string[]; delivered: string[] }>();
  for await (const record of eventLog.read('journal', { from: 0n })) {
    const { type, caseId, submissionId } = JSON.parse(
      Buffer.from(record.value).toString(),
    ) as JournalEvent;
    const found = cases.get(caseId) ?? { received: [], delivered: [] };
    cases.set(caseId, found);
    if (type === 'received') found.received.push(submissionId);
    if (type === 'delivered') found.delivered.push(submissionId);
    if (type === 'discarded') {
      found.received = found.received.filter((one) => one !== submissionId);
    }
  }
  await eventLog.close();
  await store.close();
  return [...cases.values()].filter(({ received }) => received.length > 1);
}

describe('a landscape or a package with mistakes', () => {
  test('stops the start, and every mistake of a landscape is told with file and line', async () => {
    const { landscape, settings } = configuration();
    const file = (name: string) => join(landscape, name);
    replaceIn(file('activations.yaml'), 'authority: stadt-mainz', 'authority: nobody');
    replaceIn(file('activations.yaml'), 'destination: wohngeld-land', 'destination: nowhere');
    replaceIn(file('destinations.yaml'), 'transport: directory', 'transport: pigeon');
    replaceIn(file('keys.yaml'), 'client: demo', 'client: stranger');
    replaceIn(file('landscape.yaml'), 'Europe/Berlin', 'Europe/Nowhere');
    const { code, output } = await refusedStart({ ...settings, NAHTLOS_DATA: folderForAll() });
    expect(code).toBe(1);
    for (const [name, text] of [
      ['activations.yaml', 'nobody'],
      ['activations.yaml', 'nowhere'],
      ['destinations.yaml', 'pigeon'],
      ['keys.yaml', 'stranger'],
      ['landscape.yaml', 'Europe/Nowhere'],
    ] as const) {
      expect(output).toContain(`${name}:${lineOf(file(name), text)}`);
    }
    expect(output).not.toMatch(/^ +at /m);
  }, 30_000);

  test('stops the start, and every mistake of the packages is told with file and line', async () => {
    const { packages, settings } = configuration();
    const dogs = join(packages, 'steuern/mappings/steuern.hundesteueranmeldung.0010.yaml');
    const trades = join(packages, 'gewerbe/package.yaml');
    appendFileSync(dogs, '  gibtEsNicht: hunde\n');
    replaceIn(trades, 'maximumCount:', 'mostOfThem:');
    const { code, output } = await refusedStart({ ...settings, NAHTLOS_DATA: folderForAll() });
    expect(code).toBe(1);
    expect(output).toContain(
      `steuern.hundesteueranmeldung.0010.yaml:${lineOf(dogs, 'gibtEsNicht')}`,
    );
    expect(output).toMatch(/gewerbe\/package\.yaml:\d+/);
    expect(output).not.toMatch(/^ +at /m);
  }, 30_000);
});

describe('a server that runs', () => {
  const { landscape, packages, settings } = configuration();
  let server: RunningServer;
  let demo: OnlineService;

  beforeAll(async () => {
    server = await startStandalone(folderForAll(), settings);
    demo = new OnlineService(server);
  }, 60_000);

  test('keeps a second one off its data, which says so', async () => {
    const { code, output } = await refusedStart({ ...settings, NAHTLOS_DATA: server.data });
    expect(code).toBe(1);
    expect(output).toContain('in use by another Nahtlos process');
    expect(output).not.toMatch(/^ +at /m);
    const answer = await demo.post(trade());
    expect(answer.status).toBe(202);
    await demo.reaches(answer.body.submissionId, 'delivered');
    expect((await nahtlos(server.data, ['ledger'])).code).toBe(0);
  }, 30_000);

  test('keeps its landscape while the files have mistakes, and takes it once they are mended', async () => {
    const activations = join(landscape, 'activations.yaml');
    const sound = readFileSync(activations, 'utf8');
    const konz = trade({ area: '072355003068' });
    expect((await demo.post(konz)).status).toBe(404);

    appendFileSync(
      activations,
      '  - { service: "99050012104000", area: "072355003", authority: nobody, targets: [{ message: gewerbe.anmeldung.0010, destination: nowhere }], package: "1.0.0", validFrom: 2026-01-01 }\n',
    );
    const refused = await nahtlos(server.data, ['reload']);
    expect(refused.code).toBe(1);
    const place = `activations.yaml:${lineOf(activations, 'nobody')}`;
    expect(refused.output.split(place).length - 1).toBeGreaterThanOrEqual(2);
    await until(() => (server.output().includes('have mistakes') ? true : undefined));
    const meanwhile = await demo.post(trade());
    expect(meanwhile.status).toBe(202);
    expect((await demo.post(konz)).status).toBe(404);

    writeFileSync(
      activations,
      `${sound}  - { service: "99050012104000", area: "072355003", authority: vg-konz, targets: [{ message: gewerbe.anmeldung.0010, destination: gewerbe-schweich }], package: "1.0.0", validFrom: 2026-01-01 }\n`,
    );
    // By itself, without a command.
    const taken = await until(async () => {
      const answer = await demo.post(konz);
      return answer.status === 202 ? answer : undefined;
    });
    await allDelivered(demo, [meanwhile.body.submissionId, taken.body.submissionId]);
    expect(messagesAt(server.data, 'gewerbe-schweich')).toHaveLength(1);
  }, 40_000);

  test('delivers in order to one case system while others answer without an end or not at all', async () => {
    const file = join(landscape, 'destinations.yaml');
    const sound = readFileSync(file, 'utf8');
    const well = await HttpCaseSystem.start(() => false);
    const { gigabyte, trickle, hang } = BAD_ANSWERS;
    const [large, slow, silent] = await Promise.all([gigabyte, trickle, hang].map(BadPeer.start));
    const bad = [
      { peer: large!, area: '072355007', destination: 'gewerbe-trier-land' },
      { peer: slow!, area: '072355006', destination: 'gewerbe-schweich' },
      { peer: silent!, area: '073315001', destination: 'gewerbe-alzey-land' },
    ];
    try {
      let changed = withHttpDestination(sound, TRADE_OFFICE, well.url);
      for (const { peer, destination } of bad) {
        changed = withHttpDestination(changed, destination, peer.url);
      }
      writeFileSync(file, changed.replace(`"${slow!.url}"`, `"${slow!.url}", answerTimeout: 60`));
      expect(await nahtlos(server.data, ['reload'])).toMatchObject({ code: 0 });
      const before = peakMemory(server.pid);

      const others: string[] = [];
      for (const { area } of [...bad, ...bad, ...bad]) {
        others.push((await demo.post(trade({ area }))).body.submissionId);
      }
      await until(() => (slow!.open > 0 && silent!.open > 0 ? true : undefined));
      const first = (await demo.post(trade())).body.submissionId;
      const posted = [first];
      for (let count = 0; count < 20; count += 1) {
        const supplement = trade({ kind: 'supplement', relatesTo: first });
        posted.push((await demo.post(supplement)).body.submissionId);
      }
      await allDelivered(demo, posted);
      expect(well.received.map(({ submissionId }) => submissionId)).toEqual(posted);
      expect([slow!.open > 0, silent!.open > 0]).toEqual([true, true]);
      await until(() => (large!.asked === 3 && large!.open === 0 ? true : undefined));
      if (before !== undefined) expect(peakMemory(server.pid)! - before).toBeLessThan(200);

      writeFileSync(file, sound);
      expect(await nahtlos(server.data, ['reload'])).toMatchObject({ code: 0 });
      for (const { peer } of bad) peer.stop();
      await allDelivered(demo, others);
    } finally {
      writeFileSync(file, sound);
      for (const { peer } of bad) peer.stop();
      well.stop();
    }
  }, 60_000);

  async function letters(submission: string): Promise<{ id: string; failures: number }[]> {
    const words = ['dead-letters', 'list', '--submission', submission, '--json'];
    return JSON.parse((await nahtlos(server.data, words)).output).deadLetters;
  }
  async function unknownBreed(): Promise<{ failed: string; later: string[] }> {
    const first = dogTax();
    first.data.hunde[0].rasse = '8888';
    const failed = (await demo.post(first)).body.submissionId;
    const later: string[] = [];
    for (const _ of [1, 2, 3]) {
      const supplement = dogTax({ kind: 'supplement', relatesTo: failed });
      later.push((await demo.post(supplement)).body.submissionId);
    }
    await demo.reaches(failed, 'dead-lettered');
    for (const id of later) await demo.reaches(id, 'waiting');
    return { failed, later };
  }

  test('delivers a dead letter once its package is mended, and then what waited, in order', async () => {
    const { failed, later } = await unknownBreed();
    const others = (await demo.post(dogTax())).body.submissionId;
    await demo.reaches(others, 'delivered');
    const [letter] = await letters(failed);
    const replay = ['dead-letters', 'replay', letter?.id ?? ''];

    // Without a change it fails again, as the same letter.
    expect((await nahtlos(server.data, replay)).code).toBe(0);
    await until(async () => {
      const [again] = await letters(failed);
      if (again !== undefined) expect(again.id).toBe(letter?.id);
      return (again?.failures ?? 0) >= 2 ? true : undefined;
    });

    replaceIn(
      join(packages, 'steuern/codelists/hunderasse_1.xml'),
      '<SimpleCodeList>',
      '<SimpleCodeList><Row><Value ColumnRef="name"><SimpleValue>Neu</SimpleValue></Value><Value ColumnRef="nummer"><SimpleValue>8888</SimpleValue></Value></Row>',
    );
    expect(await nahtlos(server.data, ['reload'])).toMatchObject({ code: 0 });
    expect((await nahtlos(server.data, replay)).code).toBe(0);
    await allDelivered(demo, [failed, ...later]);
    expect(await letters(failed)).toEqual([]);
  }, 40_000);

  test('lets the later ones of a case go on once the dead letter is discarded', async () => {
    replaceIn(
      join(packages, 'steuern/codelists/hunderasse_1.xml'),
      '<SimpleValue>8888</SimpleValue>',
      '<SimpleValue>8887</SimpleValue>',
    );
    expect(await nahtlos(server.data, ['reload'])).toMatchObject({ code: 0 });
    const { failed, later } = await unknownBreed();
    const [letter] = await letters(failed);
    const discard = ['dead-letters', 'discard', letter?.id ?? ''];
    expect((await nahtlos(server.data, discard)).code).toBe(2);
    expect((await nahtlos(server.data, [...discard, '--reason', 'sent again'])).code).toBe(0);
    await demo.reaches(failed, 'discarded');
    await allDelivered(demo, later);
    expect((await nahtlos(server.data, [...discard, '--reason', 'again'])).code).toBe(1);
    expect((await nahtlos(server.data, ['dead-letters', 'replay', letter?.id ?? ''])).code).toBe(1);
    expect(await ledgerOf(server)).toMatchObject({ closed: true, sums: { discarded: 1 } });
  }, 40_000);

  test('stops under load within its grace, and has everything that it acknowledged', async () => {
    const load = new Load(demo, trade, 8);
    await load.atLeast(200);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    const acknowledged = await load.over();
    expect(load.refused.filter((status) => status !== 503)).toEqual([]);

    // Without a server the commands open the data themselves.
    const ledger = JSON.parse((await nahtlos(server.data, ['ledger', '--json'])).output);
    expect(ledger.closed).toBe(true);
    const { code, output } = await nahtlos(server.data, ['dead-letters', 'list']);
    expect([code, output.trim()]).toEqual([0, 'No dead letters.']);

    // Whatever waited, failed or was replayed above: every case kept its order.
    const followed = await casesWithFollowers(server.data);
    expect(followed.length).toBeGreaterThanOrEqual(2);
    for (const { received, delivered } of followed) expect(delivered).toEqual(received);

    server = await startStandalone(server.data, settings);
    demo = new OnlineService(server);
    await allDelivered(demo, acknowledged);
    expect(await ledgerOf(server)).toMatchObject({ closed: true, differences: [] });
  }, 60_000);

  test('goes on in another folder from a backup that was taken under load', async () => {
    // While its folder cannot be written to, messages for the trade office wait.
    const out = join(server.data, 'out', TRADE_OFFICE);
    const before = messagesAt(server.data, TRADE_OFFICE).length;
    rmSync(out, { recursive: true, force: true });
    writeFileSync(out, '');
    const file = attachment(Buffer.alloc(100_000, 'x'), 'auszug.pdf');
    const upload = (await demo.upload(partsOf(trade(), [file]))).body.submissionId;
    const load = new Load(demo, trade);
    await load.atLeast(50);
    const waiting = [upload, ...load.acknowledged];
    const backup = join(folderForAll(), 'backup.tar');
    expect(await nahtlos(server.data, ['backup', backup])).toMatchObject({ code: 0 });
    await load.stop();
    await server.kill();

    const restored = join(folderForAll(), 'restored');
    expect(await nahtlos('unused', ['restore', backup, '--data', restored])).toMatchObject({
      code: 0,
    });
    expect((await nahtlos(restored, ['ledger'])).code).toBe(0);
    const second = await startStandalone(restored, settings);
    await allDelivered(new OnlineService(second), waiting);
    expect(await ledgerOf(second)).toMatchObject({ closed: true, differences: [] });
    expect(messagesAt(restored, TRADE_OFFICE).length).toBeGreaterThanOrEqual(waiting.length);
    expect(before).toBeGreaterThan(0);
    const files = readdirSync(join(restored, 'out', TRADE_OFFICE), { recursive: true });
    const kept = files.filter((name) => String(name).endsWith('auszug.pdf'));
    expect(kept).toHaveLength(1);
    expect(readFileSync(join(restored, 'out', TRADE_OFFICE, String(kept[0])))).toEqual(file.bytes);
    expect(await second.stop()).toEqual({ code: 0, signal: null });
  }, 60_000);
});

/** A disk of its own that may be filled up; undefined where this user may not have one. */
function smallDisk(megabytes: number): { folder: string; remove(): void } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'nahtlos-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    rmdirSync(folder);
    return undefined;
  }
  const remove = () => {
    execFileSync('umount', ['-l', folder]);
    rmdirSync(folder);
  };
  return { folder, remove };
}

const disk = smallDisk(128);
afterAll(() => disk?.remove());

(disk === undefined ? describe.skip : describe)(
  'a disk that fills up (needs the right to mount one)',
  () => {
    const data = join(disk?.folder ?? '', 'data');
    const filler = join(disk?.folder ?? '', 'filler');
    const { settings } = configuration();

    /** Takes space until `left` bytes are free, or none. */
    function fill(left: number): void {
      const piece = Buffer.alloc(64 * 1024, 1);
      const file = openSync(filler, 'a');
      try {
        for (let free = freeSpace(); free > left; free -= piece.length) {
          writeSync(file, piece, 0, Math.min(piece.length, free - left));
        }
        while (left === 0) writeSync(file, piece, 0, 512);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    }
    function freeSpace(): number {
      const [, free = '0'] = execFileSync('df', ['-B1', '--output=avail', data], {
        encoding: 'utf8',
      }).split('\n');
      return Number(free);
    }

    test('closes intake below the floor while delivery goes on, and opens it again', async () => {
      mkdirSync(data);
      const server = await startStandalone(data, {
        ...settings,
        NAHTLOS_MIN_FREE_BYTES: '60000000',
        NAHTLOS_MIN_FREE_PERCENT: '100',
      });
      const demo = new OnlineService(server);
      mkdirSync(join(data, 'out'), { recursive: true });
      const blocked = join(data, 'out', TRADE_OFFICE);
      rmSync(blocked, { recursive: true, force: true });
      writeFileSync(blocked, '');
      const accepted = await demo.post(trade());
      expect(accepted.status).toBe(202);
      fill(50_000_000);
      // Not by posting until it is refused: that would take the space which delivery needs.
      await until(() => (server.output().includes('intake closed') ? true : undefined));
      const closed = await demo.post(trade());
      expect(closed.status).toBe(503);
      expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(0);
      const file = attachment(Buffer.alloc(1000), 'auszug.pdf');
      expect((await demo.upload(partsOf(trade(), [file]))).status).toBe(503);
      unlinkSync(blocked);
      await demo.reaches(accepted.body.submissionId, 'delivered');
      expect((await demo.post(trade())).status).toBe(503);
      unlinkSync(filler);
      const open = await until(async () => {
        const answer = await demo.post(trade());
        return answer.status === 202 ? answer : undefined;
      });
      await demo.reaches(open.body.submissionId, 'delivered');
      expect(await ledgerOf(server)).toMatchObject({ closed: true, differences: [] });
      expect(await server.stop()).toEqual({ code: 0, signal: null });
    }, 60_000);

    test('loses nothing that was acknowledged when it is really full, and recovers', async () => {
      const unguarded = { ...settings, NAHTLOS_MIN_FREE_BYTES: '0' };
      let server = await startStandalone(data, unguarded);
      let demo = new OnlineService(server);
      const acknowledged: string[] = [];
      for (const ending of ['goes on', 'is killed'] as const) {
        const load = new Load(demo, trade);
        await load.atLeast(20);
        fill(0);
        acknowledged.push(...(await load.over()));
        expect(new Set(load.refused)).toEqual(new Set([503]));
        const file = attachment(Buffer.alloc(100_000, 'x'), 'auszug.pdf');
        expect((await demo.upload(partsOf(trade(), [file]))).status).toBe(503);
        if (ending === 'is killed') await server.kill();
        unlinkSync(filler);
        if (ending !== 'goes on') {
          server = await startStandalone(data, unguarded);
          demo = new OnlineService(server);
        }
        const again = await demo.post(trade());
        expect(again.status).toBe(202);
        await allDelivered(demo, [...acknowledged, again.body.submissionId]);
        expect(await ledgerOf(server)).toMatchObject({ closed: true, differences: [] });
      }
      expect(await server.stop()).toEqual({ code: 0, signal: null });
    }, 90_000);
  },
);
