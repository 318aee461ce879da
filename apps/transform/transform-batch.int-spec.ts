import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { v5 } from 'uuid';
import {
  type AcceptedSubmission,
  alongsideHeaders,
  Failure,
  HEADER_FACTS,
  HEADERS,
  type JournalEvent,
  MESSAGE_NAMESPACE,
  messageName,
  type Route,
} from '#domain';
import { EmbeddedEventLog, type NewEvent, type RunningStep, type StoredEvent } from '#event-log';
import { SqliteStore } from '#store';
import type { CorrectionFacts } from '#transformation';
import { ALONGSIDE } from '../../test/factories/alongside.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { until } from '../../test/fixtures/until.js';
import { TransformBatch } from './transform-batch.js';

const SERVICE = '99050012104000';
/** From when on the second version of the package counts. */
const CUT_OVER = '2027-01-01';
/** An area of another authority, with another destination. */
const ELSEWHERE = '073390005';

let store: SqliteStore;
let eventLog: EmbeddedEventLog;
let running: RunningStep;
let route: Route | undefined;
/** That of the area to which corrections lead. */
let routeElsewhere: Route | undefined;
/** While this is not set, form data with `broken: true` cannot be mapped, and a broken message fits no schema. */
let mended: boolean;

const facts = (): CorrectionFacts => ({
  routing: {
    version: 'test@1',
    route: (_service, area) => (area === ELSEWHERE ? routeElsewhere : route),
    client: () => ({ name: 'Portal', directory: 'DVDV', key: 'psw:1' }),
  },
  messages: {
    service: (key, { version, on = '' } = {}) =>
      key === SERVICE
        ? {
            cluster: 'gewerbe',
            packageVersion: `gewerbe@${version ?? (on < CUT_OVER ? '1.0.0' : '2.0.0')}`,
            rejections: { 'unknown-code': 'X011' },
          }
        : undefined,
    message: (type, { version } = {}) =>
      type.startsWith('gewerbe') && !(type.endsWith('.alt') && version === '1.0.0')
        ? {
            type,
            cluster: 'gewerbe',
            packageVersion: `gewerbe@${version}`,
            write: ({ submission, createdAt }) => {
              if (submission.data.broken === true && !mended) {
                throw new Failure('unknown-code', 'not in the list', {
                  findings: [{ pointer: '/data/broken', code: 'unknown-code', detail: 'choose' }],
                });
              }
              return Buffer.from(`<${type} at="${createdAt}"/>`);
            },
            check: (message) =>
              Buffer.from(message).includes('broken') && !mended
                ? [{ pointer: '/x', code: 'invalid-message', detail: 'Expected another.' }]
                : [],
          }
        : undefined,
  },
  product: { name: 'Nahtlos', vendor: 'Nahtlos', version: '0' },
  largestMessage: 100,
  publicUrl: 'https://amt.example',
  content: () => Promise.reject(new Error('Nothing is embedded here.')),
});

const ROUTE: Route = {
  service: SERVICE,
  matchedArea: '072355004',
  authority: { id: 'vg', name: 'Verbandsgemeinde', keys: {} },
  onBehalfOf: null,
  tenant: null,
  targets: [{ name: 'anmeldung', message: 'gewerbe.anmeldung.0010', destination: 'files' }],
  minimumLevelOfAssurance: undefined,
  packageVersion: undefined,
  acceptsTests: false,
  landscapeVersion: 'test@1',
  reason: 'longest prefix',
};

const [TARGET] = ROUTE.targets;
const ROUTE_ELSEWHERE: Route = {
  ...ROUTE,
  matchedArea: ELSEWHERE,
  authority: { id: 'stadt', name: 'Stadt', keys: {} },
  targets: [{ ...TARGET!, destination: 'elsewhere' }],
};

beforeEach(async () => {
  route = ROUTE;
  routeElsewhere = ROUTE_ELSEWHERE;
  mended = false;
  store = new SqliteStore(join(temporaryFolder(), 'nahtlos.db'));
  eventLog = await EmbeddedEventLog.open({
    store,
    observer: { retrying: () => undefined, poisoned: () => undefined },
    now: Date.now,
  });
  const transform = new TransformBatch({
    facts: () => ({ ...facts(), threaded: facts().messages }),
    now: () => new Date(),
  });
  running = eventLog.process({
    name: 'transform.submissions',
    topic: 'submissions',
    memory: 'holds',
    handle: (batch, memory) => transform.handle(batch, memory),
  });
});

afterEach(async () => {
  await running.stop();
  await eventLog.close();
  await store.close();
});

const accepted = (
  submissionId: string,
  data: AcceptedSubmission['submission']['data'] = {},
  more: Partial<AcceptedSubmission> = {},
): AcceptedSubmission => ({
  submissionId,
  caseId: 'case-1',
  client: 'demo',
  receivedAt: '2026-11-22T09:30:00.000Z',
  area: '072355004012',
  caseDestinations: null,
  attachments: [],
  submission: { service: SERVICE, area: '072355004012', reference: submissionId, data },
  ...more,
});

/** With what goes along. */
const ALONG: AcceptedSubmission = (() => {
  const { submission, ...rest } = accepted('one');
  return { ...rest, submission: { ...submission, ...ALONGSIDE } };
})();

function asRecord(submission: AcceptedSubmission): NewEvent {
  return {
    topic: 'submissions',
    key: submission.caseId,
    value: Buffer.from(JSON.stringify(submission)),
    headers: { [HEADERS.submissionId]: submission.submissionId },
  };
}

async function submit(...submissions: AcceptedSubmission[]): Promise<void> {
  await store.write((tx) => eventLog.append(tx, submissions.map(asRecord)));
}

/** How much the step remembers. */
async function remembered(): Promise<number> {
  const tables = store.tables<{ step_memory: { memory: string } }>();
  return (await tables.selectFrom('step_memory').selectAll().execute()).length;
}

async function decide(operation: 'replay' | 'discard', letter: StoredEvent): Promise<void> {
  await store.write((tx) =>
    eventLog.append(tx, [
      {
        topic: 'submissions',
        key: letter.key,
        value: operation === 'replay' ? letter.value : Buffer.alloc(0),
        headers: { ...letter.headers, [HEADERS.operation]: operation },
      },
    ]),
  );
}

/** Waits until transform has caught up, and tells what stands in the topic. */
async function records(topic: string): Promise<StoredEvent[]> {
  const step = { name: 'transform.submissions', topic: 'submissions' };
  await until(async () => ((await eventLog.lag(step)) === 0 ? true : undefined));
  const found: StoredEvent[] = [];
  for await (const record of eventLog.read(topic, { from: 0n })) found.push(record);
  return found;
}

const published = async () =>
  (await records('cluster.gewerbe')).map((record) => record.headers[HEADERS.submissionId]);

const journal = async () =>
  (await records('journal')).map(
    (record) => JSON.parse(Buffer.from(record.value).toString()) as JournalEvent,
  );

describe('transform', () => {
  it('publishes a message whose headers tell a consumer all that it needs', async () => {
    await submit(accepted('one'));
    const [message] = await records('cluster.gewerbe');
    expect(message?.key).toBe('case-1');
    expect(message?.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_type: 'gewerbe.anmeldung.0010',
      nahtlos_submission_id: 'one',
      nahtlos_destination: 'files',
      nahtlos_package_version: 'gewerbe@1.0.0',
      nahtlos_landscape_version: 'test@1',
      nahtlos_test: 'false',
    });
    expect(message?.headers[HEADERS.ceId]).toBe(message?.headers[HEADERS.messageId]);
    const promised = (Object.keys(HEADERS) as (keyof typeof HEADERS)[])
      .filter((name) => HEADER_FACTS[name].always?.includes('cluster'))
      .map((name) => HEADERS[name]);
    expect(Object.keys(message?.headers ?? {}).sort()).toEqual(promised.sort());
    expect((await journal()).map((event) => event.type)).toEqual(['transformed']);
  });

  it('lets what was posted beside the form go along', async () => {
    await submit(ALONG);
    const [message] = await records('cluster.gewerbe');
    expect(message?.headers).toMatchObject(alongsideHeaders(ALONGSIDE));
  });

  it('tells for each attachment where the case system fetches it', async () => {
    const attachment = {
      id: 'a 1',
      name: 'plan.pdf',
      mediaType: 'application/pdf',
      purpose: 'attachment',
      sha512: 'ab',
      uri: 'blob:1',
      size: 3,
    };
    await submit(accepted('one', {}, { attachments: [attachment] }));
    const [message] = await records('cluster.gewerbe');
    const id = message?.headers[HEADERS.messageId];
    expect(JSON.parse(message?.headers[HEADERS.attachments] ?? '')).toEqual([
      {
        ...attachment,
        url: `https://amt.example/v1/inbox/files/messages/${id}/attachments/a%201`,
      },
    ]);
  });

  it('publishes into the topic of a destination that has its own', async () => {
    const [target] = ROUTE.targets;
    route = {
      ...ROUTE,
      targets: [target!, { ...target!, name: 'zweite', destination: 'mainz', ownTopic: true }],
    };
    await submit(accepted('one'));
    const read = async (topic: string) =>
      (await records(topic)).map(({ headers }) => headers[HEADERS.destination]);
    expect(await read('cluster.gewerbe')).toEqual(['files']);
    expect(await read('cluster.gewerbe.mainz')).toEqual(['mainz']);
    expect(await read('cluster')).toEqual(['files', 'mainz']);
  });

  it('publishes all targets of a submission, each with an id of its own', async () => {
    route = {
      ...ROUTE,
      targets: [...ROUTE.targets, { name: 'zweite', message: 'gewerbe.kopie', destination: 'b' }],
    };
    await submit(accepted('one'));
    const ids = (await records('cluster.gewerbe')).map((record) => record.headers[HEADERS.ceId]);
    expect(new Set(ids).size).toBe(2);
  });

  it('publishes nothing when one of several targets fails', async () => {
    route = {
      ...ROUTE,
      targets: [...ROUTE.targets, { name: 'zweite', message: 'unknown', destination: 'b' }],
    };
    await submit(accepted('one'));
    expect(await published()).toEqual([]);
    const letters = await records('dead-letters.gewerbe');
    expect(letters.map((letter) => letter.headers[HEADERS.code])).toEqual(['unmappable']);
  });

  it('takes messages from the version of the package that the service is in', async () => {
    route = { ...ROUTE, targets: [{ name: 'a', message: 'gewerbe.alt', destination: 'files' }] };
    await submit(accepted('one'));
    const [letter] = await records('dead-letters.gewerbe');
    expect(letter?.headers).toMatchObject({ [HEADERS.code]: 'unmappable' });
    expect(letter?.headers[HEADERS.detail]).toContain('gewerbe.alt');
  });

  it('writes by the version that the activation names, else by the one in force on receipt', async () => {
    await submit(
      accepted('before'),
      accepted('after', {}, { receivedAt: '2027-01-02T09:30:00.000Z' }),
    );
    expect(await published()).toHaveLength(2);
    route = { ...ROUTE, packageVersion: '3.0.0' };
    await submit(accepted('named'));
    expect(await published()).toHaveLength(3);
    const versions = (await records('cluster.gewerbe')).map(
      ({ headers }) => headers[HEADERS.packageVersion],
    );
    expect(versions).toEqual(['gewerbe@1.0.0', 'gewerbe@2.0.0', 'gewerbe@3.0.0']);
  });

  it('tells a failure in the words of the standard where the package has them', async () => {
    await submit(accepted('one', { broken: true }));
    const [letter] = await records('dead-letters.gewerbe');
    expect(letter?.headers[HEADERS.rejectionCode]).toBe('X011');
  });

  it('keeps the failing record byte for byte, with its place and cause', async () => {
    await submit(accepted('one', { broken: true }));
    const [letter] = await records('dead-letters.gewerbe');
    const [original] = await records('submissions');
    expect(letter?.value).toEqual(original?.value);
    expect(letter?.headers).toMatchObject({
      nahtlos_stage: 'transform',
      nahtlos_code: 'unknown-code',
      nahtlos_origin_topic: 'submissions',
      nahtlos_origin_offset: String(original?.offset),
    });
    expect(JSON.parse(letter?.headers[HEADERS.findings] ?? '')).toEqual([
      { pointer: '/data/broken', code: 'unknown-code', detail: 'choose' },
    ]);
  });

  it('sets the later submissions of the case aside, and no other case', async () => {
    await submit(
      accepted('one', { broken: true }),
      accepted('two'),
      accepted('other', {}, { caseId: 'case-2' }),
    );
    await submit(accepted('three'));
    expect(await published()).toEqual(['other']);
    const waiting = (await journal()).filter((event) => event.type === 'waiting');
    expect(waiting.map((event) => [event.submissionId, event.behind])).toEqual([
      ['two', 'one'],
      ['three', 'one'],
    ]);
  });

  it('lets those that waited follow in order once the first is replayed', async () => {
    await submit(accepted('one', { broken: true }), accepted('two'), accepted('three'));
    const [letter] = await records('dead-letters.gewerbe');
    mended = true;
    await decide('replay', letter as StoredEvent);
    await submit(accepted('four'));
    expect(await published()).toEqual(['one', 'two', 'three', 'four']);
  });

  it('lets them follow without the first when that is discarded', async () => {
    await submit(accepted('one', { broken: true }), accepted('two'));
    const [letter] = await records('dead-letters.gewerbe');
    await decide('discard', letter as StoredEvent);
    expect(await published()).toEqual(['two']);
  });

  it('stays held when a replay fails again, as the same dead letter', async () => {
    await submit(accepted('one', { broken: true }), accepted('two'));
    const [letter] = await records('dead-letters.gewerbe');
    await decide('replay', letter as StoredEvent);
    const letters = await records('dead-letters.gewerbe');
    expect(letters).toHaveLength(2);
    expect(letters[1]?.headers[HEADERS.deadLetterId]).toBe(letter?.headers[HEADERS.deadLetterId]);
    expect(letters[1]?.headers[HEADERS.operation]).toBeUndefined();
    expect(await published()).toEqual([]);
  });

  it('sends once when a replay is pressed twice', async () => {
    await submit(accepted('one', { broken: true }), accepted('two'));
    const [letter] = await records('dead-letters.gewerbe');
    mended = true;
    await decide('replay', letter as StoredEvent);
    await decide('replay', letter as StoredEvent);
    expect(await published()).toEqual(['one', 'two']);
  });

  it('holds the rest behind the next that fails', async () => {
    await submit(
      accepted('one', { broken: true }),
      accepted('two', { broken: true }),
      accepted('three'),
    );
    const [letter] = await records('dead-letters.gewerbe');
    await decide('discard', letter as StoredEvent);
    expect(await published()).toEqual([]);
    const letters = await records('dead-letters.gewerbe');
    mended = true;
    await decide('replay', letters[1] as StoredEvent);
    expect(await published()).toEqual(['two', 'three']);
  });

  it('holds the whole case while nobody knows where a submission belongs', async () => {
    const unknown = accepted('one');
    unknown.submission.service = '99999999999999';
    route = undefined;
    await submit(unknown);
    expect(await records('dead-letters.unrouted')).toHaveLength(1);
    route = ROUTE;
    await submit(accepted('two'));
    expect(await published()).toEqual([]);
  });

  it('lets nobody pass one hold of a case when another of it is lifted', async () => {
    await submit(accepted('one', { broken: true }));
    const [letter] = await records('dead-letters.gewerbe');
    const unknown = accepted('two');
    unknown.submission.service = '99999999999999';
    route = undefined;
    await submit(unknown);
    const [unrouted] = await records('dead-letters.unrouted');
    route = ROUTE;
    await submit(accepted('three'));
    await decide('discard', letter as StoredEvent);
    expect(await published()).toEqual([]);
    await decide('discard', unrouted as StoredEvent);
    expect(await published()).toEqual(['three']);
  });

  it('makes a follow-up that would go elsewhere than its case a dead letter', async () => {
    await submit(accepted('one', {}, { caseDestinations: { anmeldung: 'elsewhere' } }));
    const [letter] = await records('dead-letters.gewerbe');
    expect(letter?.headers[HEADERS.code]).toBe('route-changed');
  });

  it('refuses a test where none is taken, and a message above the limit', async () => {
    const test = accepted('one');
    test.submission.test = true;
    await submit(test);
    route = {
      ...ROUTE,
      targets: [{ name: 'a', message: `gewerbe.${'x'.repeat(200)}`, destination: 'files' }],
    };
    await submit(accepted('two', {}, { caseId: 'case-2' }));
    const codes = (await records('dead-letters.gewerbe')).map((l) => l.headers[HEADERS.code]);
    expect(codes).toEqual(['test-not-accepted', 'message-too-large']);
  });

  it('gives the same bytes and id when the step is repeated', async () => {
    await submit(accepted('one'));
    const [first] = await records('cluster.gewerbe');
    const again = eventLog.process({
      name: 'another reader of the same records',
      topic: 'submissions',
      memory: 'holds of the other',
      handle: (batch, memory) =>
        new TransformBatch({ facts, now: () => new Date() }).handle(batch, memory),
    });
    const second = await until(async () => (await records('cluster.gewerbe'))[1]);
    await again.stop();
    expect(second.value).toEqual(first?.value);
    expect(second.headers).toEqual(first?.headers);
  });

  describe('a correction', () => {
    /** What the console appends: a correction of the dead letter of stage transform. */
    const corrected = (letter: StoredEvent, submission: AcceptedSubmission) => ({
      topic: 'submissions',
      key: letter.key,
      value: Buffer.from(JSON.stringify(submission)),
      headers: {
        [HEADERS.submissionId]: submission.submissionId,
        [HEADERS.operation]: 'correct',
        [HEADERS.deadLetterId]: letter.headers[HEADERS.deadLetterId] ?? '',
        [HEADERS.correctedFields]: '["/data/broken"]',
      },
    });
    const append = (event: NewEvent) => store.write((tx) => eventLog.append(tx, [event]));
    /** Likewise of a message that a destination refused. */
    const revised = (message: StoredEvent, changes: { value: Buffer; type: string }) => ({
      topic: 'submissions',
      key: message.key,
      value: changes.value,
      headers: {
        ...message.headers,
        [HEADERS.operation]: 'correct',
        [HEADERS.operator]: 'Erika Muster',
        [HEADERS.deadLetterId]: 'letter-1',
        [HEADERS.correctedFields]: '["/data/name"]',
        [HEADERS.revision]: '1',
        [HEADERS.replaces]: message.headers[HEADERS.messageId] ?? '',
        [HEADERS.contentType]: changes.type,
        [HEADERS.messageId]: 'new-id',
        [HEADERS.ceId]: 'new-id',
        [HEADERS.originTopic]: 'cluster.gewerbe',
      },
    });
    const asJson = (submission: AcceptedSubmission) => ({
      value: Buffer.from(JSON.stringify(submission)),
      type: 'application/json',
    });

    it('of what could not be mapped goes through in its place, with the id that it would have had', async () => {
      await submit(accepted('one', { broken: true }), accepted('two'), accepted('three'));
      const [letter] = await records('dead-letters.gewerbe');
      const correctedAt = '2026-11-23T08:00:00.000Z';
      const mended = { ...accepted('one', { broken: false }), correctedAt };
      await append(corrected(letter!, mended));
      await append(corrected(letter!, mended));
      expect(await published()).toEqual(['one', 'two', 'three']);
      const [message] = await records('cluster.gewerbe');
      const id = v5(messageName('one', 'anmeldung', 0), MESSAGE_NAMESPACE);
      expect(message?.headers[HEADERS.messageId]).toBe(id);
      expect(message?.headers[HEADERS.correctedAt]).toBe(correctedAt);
      expect(message?.headers).not.toHaveProperty(HEADERS.replaces);
      expect(message?.headers).not.toHaveProperty(HEADERS.correctedFields);
    });

    it('that fails again is the same letter, with the corrected record', async () => {
      await submit(accepted('one', { broken: true }), accepted('two'));
      const [letter] = await records('dead-letters.gewerbe');
      await append(corrected(letter!, accepted('one', { broken: true, more: 'x' })));
      const again = (await records('dead-letters.gewerbe'))[1];
      expect(again?.headers[HEADERS.deadLetterId]).toBe(letter?.headers[HEADERS.deadLetterId]);
      expect(Buffer.from(again?.value ?? []).toString()).toContain('"more":"x"');
      expect(again?.headers).not.toHaveProperty(HEADERS.operation);
      expect(await published()).toEqual([]);
    });

    it('of a delivered form gives a message with another id that names the one before', async () => {
      await submit(accepted('one'));
      const [message] = await records('cluster.gewerbe');
      await append(revised(message!, asJson(accepted('one', { name: 'x' }))));
      const [, second] = await records('cluster.gewerbe');
      const id = v5(messageName('one', 'anmeldung', 1), MESSAGE_NAMESPACE);
      expect(second?.headers).toMatchObject({
        [HEADERS.messageId]: id,
        [HEADERS.ceId]: id,
        [HEADERS.replaces]: message?.headers[HEADERS.messageId],
        [HEADERS.revision]: '1',
        [HEADERS.contentType]: 'application/xml',
      });
      expect(second?.headers).not.toHaveProperty(HEADERS.operator);
      expect((await journal()).at(-1)).toMatchObject({
        type: 'replaced',
        submissionId: 'one',
        messageId: message?.headers[HEADERS.messageId],
        newMessage: { messageId: id, target: 'anmeldung', destination: 'files' },
      });
    });

    it.each(['form', 'message'])('of the %s lets what goes along go along again', async (what) => {
      await submit(ALONG);
      const [message] = await records('cluster.gewerbe');
      const xml = { value: Buffer.from('<better/>'), type: 'application/xml' };
      await append(revised(message!, what === 'form' ? asJson(ALONG) : xml));
      const [, second] = await records('cluster.gewerbe');
      expect(second?.headers).toMatchObject({
        ...alongsideHeaders(ALONGSIDE),
        [HEADERS.revision]: '1',
      });
    });

    it('of the area leads where that belongs, and a correction of the data alone does not', async () => {
      await submit(accepted('one'));
      const [message] = await records('cluster.gewerbe');
      const [target] = ROUTE.targets;
      route = { ...ROUTE, targets: [{ ...target!, destination: 'elsewhere' }] };
      const data = revised(message!, asJson(accepted('one', { name: 'x' })));
      await append(data);
      const [letter] = await records('dead-letters.gewerbe');
      expect(letter?.headers[HEADERS.code]).toBe('route-changed');
      await append({
        ...data,
        headers: { ...data.headers, [HEADERS.correctedFields]: '["/area"]' },
      });
      const [, second] = await records('cluster.gewerbe');
      expect(second?.headers[HEADERS.destination]).toBe('elsewhere');
      expect(second?.headers[HEADERS.replaces]).toBe(message?.headers[HEADERS.messageId]);
    });

    describe('of the area', () => {
      const BOUND = { caseDestinations: { anmeldung: 'files' } };
      const inThatArea = (submission: AcceptedSubmission) => ({ ...submission, area: ELSEWHERE });
      const areaOf = (message: StoredEvent, submission: AcceptedSubmission) => {
        const event = revised(message, asJson(inThatArea(submission)));
        return { ...event, headers: { ...event.headers, [HEADERS.correctedFields]: '["/area"]' } };
      };
      const wentTo = async () =>
        (await records('cluster.gewerbe')).map(
          ({ headers }) => `${headers[HEADERS.submissionId]} ${headers[HEADERS.destination]}`,
        );

      it('takes all later submissions of the case along, and no other case', async () => {
        await submit(accepted('one'));
        const [message] = await records('cluster.gewerbe');
        await append(areaOf(message!, accepted('one')));
        await records('cluster.gewerbe');
        await submit(accepted('two', {}, BOUND), accepted('other', {}, { caseId: 'case-2' }));
        const went = ['one files', 'one elsewhere', 'two elsewhere', 'other files'];
        expect(await wentTo()).toEqual(went);
        const second = (await records('cluster.gewerbe'))[2];
        expect(second?.headers[HEADERS.area]).toBe(ELSEWHERE);
        expect((await journal()).at(-2)).toMatchObject({ type: 'transformed', authority: 'Stadt' });
      });

      it('takes along what comes in the same batch, also where it was begun ahead', async () => {
        await submit(accepted('one'));
        const [message] = await records('cluster.gewerbe');
        const bystanders = ['a', 'b', 'c'].map((id) => accepted(id, {}, { caseId: id }));
        await store.write((tx) =>
          eventLog.append(tx, [
            ...bystanders.map(asRecord),
            areaOf(message!, accepted('one')),
            asRecord(accepted('two', {}, BOUND)),
          ]),
        );
        expect((await wentTo()).slice(-2)).toEqual(['one elsewhere', 'two elsewhere']);
      });

      it('is followed from one place to the next, and a dead letter where that leads astray', async () => {
        await submit(accepted('one'));
        const [message] = await records('cluster.gewerbe');
        await append(areaOf(message!, accepted('one')));
        const [, second] = await records('cluster.gewerbe');
        routeElsewhere = { ...ROUTE_ELSEWHERE, targets: [{ ...TARGET!, destination: 'third' }] };
        await submit(accepted('two', {}, BOUND));
        const [letter] = await records('dead-letters.gewerbe');
        expect(letter?.headers[HEADERS.code]).toBe('route-changed');
        await append(areaOf(second!, accepted('one')));
        await decide('replay', letter!);
        expect((await wentTo()).slice(-2)).toEqual(['one third', 'two third']);
      });

      it('of a follow-up is followed too, though its case began elsewhere', async () => {
        await submit(accepted('one'), accepted('two', {}, BOUND));
        const [, message] = await records('cluster.gewerbe');
        await append(areaOf(message!, accepted('two', {}, BOUND)));
        await records('cluster.gewerbe');
        await submit(accepted('three', {}, BOUND));
        expect((await wentTo()).slice(-2)).toEqual(['two elsewhere', 'three elsewhere']);
      });

      it('of what could not be mapped counts for what waits behind it and comes later', async () => {
        await submit(accepted('one', { broken: true }), accepted('two', {}, BOUND));
        const [letter] = await records('dead-letters.gewerbe');
        const event = corrected(letter!, inThatArea(accepted('one')));
        await append({
          ...event,
          headers: { ...event.headers, [HEADERS.correctedFields]: '["/area","/data/broken"]' },
        });
        await records('cluster.gewerbe');
        await submit(accepted('three', {}, BOUND));
        expect(await wentTo()).toEqual(['one elsewhere', 'two elsewhere', 'three elsewhere']);
      });

      it('is remembered until the case is forgotten', async () => {
        await submit(accepted('one'));
        const [message] = await records('cluster.gewerbe');
        await append(areaOf(message!, accepted('one')));
        await records('cluster.gewerbe');
        expect(await remembered()).toBe(1);
        const headers = { [HEADERS.operation]: 'forget' };
        await append({ topic: 'submissions', key: 'case-1', value: Buffer.alloc(0), headers });
        await records('cluster.gewerbe');
        expect(await remembered()).toBe(0);
      });
    });

    it('of the message itself is checked again and published as it is', async () => {
      await submit(accepted('one'));
      const [message] = await records('cluster.gewerbe');
      const value = Buffer.from('<gewerbe.anmeldung.0010>better</gewerbe.anmeldung.0010>');
      await append(revised(message!, { value, type: 'application/xml' }));
      const [, second] = await records('cluster.gewerbe');
      expect(Buffer.from(second?.value ?? [])).toEqual(value);
      const id = v5(messageName('one', 'anmeldung', 1), MESSAGE_NAMESPACE);
      expect(second?.headers).toMatchObject({
        [HEADERS.messageId]: id,
        [HEADERS.ceId]: id,
        [HEADERS.ceTime]: message?.headers[HEADERS.ceTime],
        [HEADERS.replaces]: message?.headers[HEADERS.messageId],
      });
      for (const name of [HEADERS.operation, HEADERS.operator, HEADERS.originTopic]) {
        expect(second?.headers).not.toHaveProperty(name);
      }
    });

    it('that the checks refuse opens its letter again, and nothing is published', async () => {
      await submit(accepted('one'));
      const [message] = await records('cluster.gewerbe');
      const value = Buffer.from('<broken/>');
      await append(revised(message!, { value, type: 'application/xml' }));
      const [letter] = await records('dead-letters.gewerbe');
      expect(letter?.headers).toMatchObject({
        [HEADERS.stage]: 'delivery',
        [HEADERS.code]: 'invalid-message',
        [HEADERS.deadLetterId]: 'letter-1',
        [HEADERS.messageId]: message?.headers[HEADERS.messageId],
        [HEADERS.revision]: '0',
        [HEADERS.correctedFields]: '["/data/name"]',
      });
      expect((await journal()).at(-1)).toMatchObject({
        type: 'dead-lettered',
        stage: 'delivery',
        deadLetterId: 'letter-1',
        messageId: message?.headers[HEADERS.messageId],
      });
      expect(await records('cluster.gewerbe')).toHaveLength(1);
    });

    it('that the checks refused goes on when it is replayed after the mend, with the id that it would have had', async () => {
      await submit(accepted('one'));
      const [message] = await records('cluster.gewerbe');
      const value = Buffer.from('<gewerbe.anmeldung.0010>broken</gewerbe.anmeldung.0010>');
      await append(revised(message!, { value, type: 'application/xml' }));
      const [letter] = await records('dead-letters.gewerbe');
      mended = true;
      const again = {
        topic: 'submissions',
        key: letter!.key,
        value: Buffer.from(letter!.value),
        headers: {
          ...letter!.headers,
          [HEADERS.operation]: 'replay',
          [HEADERS.revision]: '1',
          [HEADERS.replaces]: letter!.headers[HEADERS.messageId] ?? '',
        },
      };
      await append(again);
      const [, second, ...others] = await records('cluster.gewerbe');
      expect(others).toEqual([]);
      expect(Buffer.from(second?.value ?? [])).toEqual(value);
      const id = v5(messageName('one', 'anmeldung', 1), MESSAGE_NAMESPACE);
      expect(second?.headers).toMatchObject({
        [HEADERS.messageId]: id,
        [HEADERS.ceId]: id,
        [HEADERS.replaces]: message?.headers[HEADERS.messageId],
      });
      expect((await journal()).at(-1)).toMatchObject({
        type: 'replaced',
        newMessage: { messageId: id, destination: 'files' },
      });
    });

    it('does not follow an activation that points elsewhere meanwhile', async () => {
      await submit(accepted('one'));
      const [message] = await records('cluster.gewerbe');
      const [target] = ROUTE.targets;
      route = { ...ROUTE, targets: [{ ...target!, destination: 'elsewhere' }] };
      await append(revised(message!, asJson(accepted('one', { name: 'x' }))));
      const [letter] = await records('dead-letters.gewerbe');
      expect(letter?.headers[HEADERS.code]).toBe('route-changed');
      expect(await records('cluster.gewerbe')).toHaveLength(1);
    });
  });
});
