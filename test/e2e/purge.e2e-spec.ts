import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { partOfTheDemo } from '../fixtures/part-of-the-demo.js';
import { until } from '../fixtures/until.js';
import { holders } from './holders.js';
import {
  attachment,
  example,
  ledgerOf,
  OnlineService,
  partsOf,
  type Submission,
} from './online-service.js';
import {
  blobFiles,
  folderForAll,
  messagesAt,
  nahtlos,
  type RunningServer,
  startStandalone,
} from './standalone-server.js';

const TRADE = 'gewerbe/examples/neugruendung-gmbh-mainz.json';
const BLOCKED_TRADE = 'gewerbe/examples/verlegung-budenheim.json';
const DOG_TAX = 'steuern/examples/labrador-newel.json';
const BLOCKED = 'gewerbe-budenheim';
/** What settled data carries, and what unsettled data does; nothing else does. */
const DONE = 'Quastenflosser';
const OWED = 'Blaufusstoelpel';
const ALONG = 'postfach';
const ROUNDS = 5;

/** A landscape in which what is settled may go at once. */
function configuration(): { packages: string; settings: Record<string, string> } {
  const { landscape, packages } = partOfTheDemo(folderForAll(), ['gewerbe', 'steuern']);
  const head = join(landscape, 'landscape.yaml');
  writeFileSync(head, `${readFileSync(head, 'utf8')}retention: { days: 0 }\n`);
  const destinations = join(landscape, 'destinations.yaml');
  const text = readFileSync(destinations, 'utf8');
  writeFileSync(
    destinations,
    text.replace(
      /initialInterval: 5, maximumInterval: 21600/g,
      'initialInterval: 1, maximumInterval: 1',
    ),
  );
  return {
    packages,
    settings: { NAHTLOS_LANDSCAPE: landscape, NAHTLOS_PACKAGES: packages },
  };
}

/** What goes along beside the form, with a word of its own that stands nowhere else. */
function alongside(mark: string) {
  const payment = { payer: mark };
  return { replyChannel: { type: 'e-mail', address: `${ALONG}.${mark}@post.example` }, payment };
}

let number = 0;
function trade(mark: string, path = TRADE): Submission {
  number += 1;
  const submission = example(path, { reference: `trade-${number}`, ...alongside(mark) });
  submission.data.personen[0].familienname = mark;
  return submission;
}
function dogTax(mark: string, changes: object = {}): Submission {
  number += 1;
  const along = alongside(mark);
  const submission = example(DOG_TAX, { reference: `dog-${number}`, ...along, ...changes });
  submission.data.halter.familienname = mark;
  return submission;
}
const file = (mark: string) =>
  attachment(Buffer.from(`%PDF of ${mark} `.repeat(20_000)), `${mark}.pdf`);

describe('a purge', () => {
  const { packages, settings } = configuration();
  const data = join(folderForAll(), 'data');
  let server: RunningServer;
  let demo: OnlineService;

  beforeAll(async () => {
    mkdirSync(join(data, 'out'), { recursive: true });
    // Where a folder is to be there is a file: what goes there stays under way.
    writeFileSync(join(data, 'out', BLOCKED), '');
    server = await startStandalone(data, settings);
    demo = new OnlineService(server);
  }, 60_000);

  async function posted(submission: Submission): Promise<string> {
    const answer = await demo.post(submission);
    expect(answer.status).toBe(202);
    return answer.body.submissionId;
  }

  async function uploaded(submission: Submission, mark: string): Promise<string> {
    const answer = await demo.upload(partsOf(submission, [file(mark)]));
    expect(answer.status).toBe(202);
    return answer.body.submissionId;
  }

  async function letterOf(submissionId: string): Promise<string> {
    const words = ['dead-letters', 'list', '--submission', submissionId, '--json'];
    return JSON.parse((await nahtlos(data, words)).output).deadLetters[0].id;
  }

  async function unknownBreed(mark: string): Promise<string> {
    const submission = dogTax(mark);
    submission.data.hunde[0].rasse = '8888';
    const id = await posted(submission);
    await demo.reaches(id, 'dead-lettered');
    return id;
  }

  test('leaves no byte of what is settled, and all of what is not', async () => {
    const bodies = Array.from({ length: 30 }, () => trade(DONE));
    const owed: string[] = [];
    const done: string[] = [];
    for (const body of bodies) {
      done.push(await posted(body));
      if (number % 3 === 0) owed.push(await posted(trade(OWED, BLOCKED_TRADE)));
    }
    done.push(await uploaded(trade(DONE), DONE));
    owed.push(await uploaded(trade(OWED, BLOCKED_TRADE), OWED));
    const given = await unknownBreed(DONE);
    const discard = ['dead-letters', 'discard', await letterOf(given), '--reason', 'sent twice'];
    expect((await nahtlos(data, discard)).code).toBe(0);
    const dead = await unknownBreed(OWED);
    const waiting = await posted(dogTax(OWED, { kind: 'supplement', relatesTo: dead }));
    for (const id of done) await demo.reaches(id, 'delivered');
    for (const id of owed) await demo.reaches(id, 'delivering');
    await demo.reaches(given, 'discarded');
    await demo.reaches(waiting, 'waiting');
    expect(holders(data, DONE).length).toBeGreaterThan(1);
    expect(holders(data, `${ALONG}.${DONE}`).length).toBeGreaterThan(0);
    const beside = readdirSync(join(data, 'out', 'gewerbe-mainz'))
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(data, 'out', 'gewerbe-mainz', name), 'utf8')));
    expect(beside).toHaveLength(31);
    expect(beside[0]).toMatchObject(alongside(DONE));

    const dry = await nahtlos(data, ['purge', '--dry-run']);
    expect(dry.output).toMatch(/gewerbe +31 +settled more than 0 days ago/);
    expect(dry.output).toMatch(new RegExp(`unsettled, never deleted +${owed.length + 2}\\b`));
    expect(holders(data, DONE).length).toBeGreaterThan(1);
    const purged = await nahtlos(data, ['purge']);
    expect([purged.code, purged.output]).toEqual([
      0,
      expect.stringContaining('The data of 32 submissions is being deleted.'),
    ]);
    await until(async () => (holders(data, DONE).length === 0 ? true : undefined));
    expect(server.output()).not.toContain(DONE);
    expect(blobFiles(data)).toHaveLength(1);

    const again = await demo.post(bodies[0]!);
    expect([again.status, again.body.submissionId]).toEqual([200, done[0]]);
    const people = [...bodies[0]!.data.personen].reverse();
    const changed = { ...bodies[0]!, data: { ...bodies[0]!.data, personen: people } };
    expect((await demo.post(changed)).status).toBe(409);
    const status = (await demo.get(`/v1/submissions/${done[0]}`)).body as unknown as {
      status: string;
      timeline: { event: string }[];
    };
    expect(status.status).toBe('delivered');
    expect(status.timeline.map(({ event }) => event)).toEqual([
      'received',
      'transformed',
      'delivering',
      'delivered',
      'purged',
    ]);

    // The log is purged too: what is owed must not need it.
    rmSync(join(data, 'out', BLOCKED));
    const breeds = join(packages, 'steuern/codelists/hunderasse_1.xml');
    const row =
      '<Row><Value ColumnRef="name"><SimpleValue>Neu</SimpleValue></Value><Value ColumnRef="nummer"><SimpleValue>8888</SimpleValue></Value></Row>';
    const list = '<SimpleCodeList>';
    writeFileSync(breeds, readFileSync(breeds, 'utf8').replace(list, list + row));
    expect(await nahtlos(data, ['reload'])).toMatchObject({ code: 0 });
    for (const id of owed) await demo.reaches(id, 'delivered');
    expect(messagesAt(data, BLOCKED)).toHaveLength(owed.length);
    expect(readdirSync(join(data, 'out', BLOCKED), { recursive: true }).join()).toContain('.pdf');
    const replay = ['dead-letters', 'replay', await letterOf(dead)];
    expect((await nahtlos(data, replay)).code).toBe(0);
    await demo.reaches(dead, 'delivered');
    await demo.reaches(waiting, 'delivered');
    expect((await nahtlos(data, ['purge'])).code).toBe(0);
    await until(async () => (holders(data, OWED).length === 0 ? true : undefined));
    expect(blobFiles(data)).toEqual([]);
    expect(await ledgerOf(server)).toMatchObject({ closed: true, differences: [] });
  }, 120_000);
});

describe('a server that is killed while it purges, again and again', () => {
  test('has deleted everything in the end, and its ledger closes', async () => {
    const { settings } = configuration();
    const data = folderForAll();
    let server = await startStandalone(data, settings);
    const ids: string[] = [];
    const fill = async () => {
      const demo = new OnlineService(server);
      for (let sent = 0; sent < 12; sent += 1) {
        const answer = await (sent % 4 === 0
          ? demo.upload(partsOf(trade(DONE), [file(DONE)]))
          : demo.post(trade(DONE)));
        expect(answer.status).toBe(202);
        ids.push(answer.body.submissionId);
      }
      for (const id of ids.slice(-12)) await demo.reaches(id, 'delivered');
    };
    const purge = () =>
      fetch(`${server.url}/v1/purge`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.operatorKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ dryRun: false }),
      }).catch(() => undefined);
    for (let round = 0; round < ROUNDS; round += 1) {
      await fill();
      const purging = purge();
      await setTimeout(Math.random() * 60);
      await server.kill();
      await purging;
      server = await startStandalone(data, settings);
    }
    // The turn of a killed one is over soon.
    await until(async () => ((await purge())?.status === 200 ? true : undefined));
    await until(() => (holders(data, DONE).length === 0 ? true : undefined));
    expect(blobFiles(data)).toEqual([]);
    expect(await ledgerOf(server)).toMatchObject({
      closed: true,
      sums: { accepted: ids.length, delivered: ids.length },
    });
    expect((await server.stop()).code).toBe(0);
    expect(holders(data, DONE)).toEqual([]);
  }, 240_000);
});
