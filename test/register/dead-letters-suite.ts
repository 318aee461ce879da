import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { HEADERS } from '#domain';
import type { NewEvent, StoredEvent } from '#event-log';
import {
  DeadLetterOperations,
  DeadLetterRegister,
  projectDeadLetters,
  submissionStatus,
} from '#register';
import type { OpenStore } from '../fixtures/stores.js';
import {
  delivered,
  delivering,
  failure,
  journal,
  planned,
  RegisterBed,
  received,
  transformed,
} from './register-bed.js';

/** The same on both databases. */
export function deadLettersSuite(name: string, open: OpenStore): void {
  describe(`dead letters: ${name}`, () => {
    let bed: RegisterBed;
    let operations: DeadLetterOperations;
    let register: DeadLetterRegister;

    beforeEach(async () => {
      bed = await RegisterBed.open(open);
      operations = new DeadLetterOperations({
        store: bed.store,
        eventLog: bed.eventLog,
        now: () => new Date('2026-11-22T11:00:00Z'),
      });
      register = new DeadLetterRegister(bed);
    });
    afterEach(() => bed.close());

    async function appended(topic: string): Promise<NewEvent[]> {
      const found = [];
      for await (const record of bed.eventLog.read(topic, { from: 0n })) found.push(record);
      return found;
    }

    async function letter(id = 'l1', payload = false) {
      const found = await register.show(id, { payload });
      if (found === undefined) throw new Error(`There is no letter ${id}`);
      return found;
    }

    /** A submission whose transformation failed, with both tellings taken in. */
    async function failed(): Promise<{ record: NewEvent; line: NewEvent }> {
      const told = failure({ letterId: 'l1', submissionId: 's1' });
      await bed.append(journal(received('s1')), told.record, told.line);
      await bed.settle();
      return told;
    }

    /** A record that a step could never handle. */
    function poison(origin: string, headers: Record<string, string> = {}): NewEvent {
      return {
        topic: 'dead-letters.internal',
        key: 'case-1',
        value: Buffer.from('<message/>'),
        headers: {
          ...headers,
          [HEADERS.stage]: 'internal',
          [HEADERS.code]: 'poison',
          [HEADERS.findings]: '[]',
          [HEADERS.originTopic]: origin,
          [HEADERS.originPartition]: '0',
          [HEADERS.originOffset]: '7',
        },
      };
    }

    describe('a dead letter', () => {
      test('tells what failed, where and for whom', async () => {
        await failed();
        const [found] = (await register.list({ state: 'open' })).deadLetters;
        expect(found).toMatchObject({
          id: 'l1',
          state: 'open',
          stage: 'transform',
          code: 'unknown-code',
          place: '/data/inhaber/*/name',
          cluster: 'gewerbe',
          submissionId: 's1',
          reference: 'ref-s1',
          packageVersion: 'gewerbe@1.0.0',
          failures: 1,
        });
      });

      for (const [name, first, second] of [
        ['its record comes before the journal', 'dead-letters', 'journal'],
        ['the journal comes before its record', 'journal', 'dead-letters'],
      ] as const) {
        test(`ends up the same when ${name}`, async () => {
          const told = failure({ letterId: 'l1', submissionId: 's1' });
          await bed.append(journal(received('s1')), told.record, told.line);
          await bed.settleOnly(first);
          expect(await letter()).toMatchObject({ state: 'open', failures: 1 });
          await bed.settleOnly(second);
          expect(await letter('l1', true)).toMatchObject({
            state: 'open',
            failures: 1,
            stage: 'transform',
            cluster: 'gewerbe',
            rejectionCode: 'X011',
            payload: { encoding: 'utf-8', text: '{"data":{"name":"Müller"}}' },
          });
        });
      }

      test('is of its group from the beginning, whichever of the two tells of it first', async () => {
        const told = (id: string) => failure({ letterId: `l${id}`, submissionId: `s${id}` });
        const delivery = { stage: 'delivery', messageId: 'm4' } as const;
        const ofDelivery = failure({ letterId: 'l4', submissionId: 's4', ...delivery });
        await bed.append(told('1').record, told('1').line, told('2').record, told('3').line);
        await bed.append(ofDelivery.line);
        await bed.settle();
        expect(await register.groups({ state: 'open' })).toMatchObject([
          { packageVersion: 'gewerbe@1.0.0', destination: null, letters: 3 },
          { packageVersion: 'gewerbe@1.0.0', destination: 'gewerbe-amt', letters: 1 },
        ]);
      });

      test('cannot be decided about before its record is there', async () => {
        const told = failure({ letterId: 'l1', submissionId: 's1' });
        await bed.append(journal(received('s1')), told.line);
        await bed.settle();
        await expect(operations.replay('l1', 'Erika Muster')).rejects.toMatchObject({
          code: 'unavailable',
        });
      });

      test('that fails again cannot be replayed with the record of before', async () => {
        const told = await failed();
        await operations.replay('l1', 'Erika Muster');
        await bed.append(told.line);
        await bed.settle();
        await expect(operations.replay('l1', 'Erika Muster')).rejects.toMatchObject({
          code: 'unavailable',
        });
      });

      test('is the same when its announcement comes again', async () => {
        const told = failure({ letterId: 'l1', submissionId: 's1' });
        await bed.append(told.record, poison('submissions', { [HEADERS.submissionId]: 's1' }));
        const batch: StoredEvent[] = [];
        for await (const record of bed.eventLog.read('dead-letters', { from: 0n }))
          batch.push(record);
        const first = await bed.store.write((tx) => projectDeadLetters(tx, batch));
        const again = await bed.store.write((tx) => projectDeadLetters(tx, batch));
        expect([first.length, again.length]).toEqual([1, 0]);
        const { deadLetters } = await register.list({});
        expect(deadLetters.map((found) => found.failures)).toEqual([1, 1]);
      });

      test('goes back to transform byte for byte, once, however often it is asked for', async () => {
        const told = await failed();
        const pressed = await Promise.all([
          operations.replay('l1', 'Erika Muster'),
          operations.replay('l1', 'Erika Muster'),
          operations.replay('l1', 'Erika Muster'),
        ]);
        expect(pressed.filter((result) => result.changed)).toHaveLength(1);
        expect(await operations.discard('l1', 'Hans Beispiel', 'too late')).toMatchObject({
          changed: false,
          state: 'replaying',
        });
        const records = await appended('submissions');
        expect(records).toHaveLength(1);
        expect(records[0]).toMatchObject({
          key: 'case-1',
          headers: {
            [HEADERS.operation]: 'replay',
            [HEADERS.deadLetterId]: 'l1',
            [HEADERS.submissionId]: 's1',
            [HEADERS.operator]: 'Erika Muster',
          },
        });
        expect(records[0]?.headers).not.toHaveProperty(HEADERS.stage);
        expect(Buffer.from(records[0]?.value ?? [])).toEqual(told.record.value);
        await bed.settle();
        expect((await submissionStatus(bed.store.tables(), 's1'))?.status).toBe('received');
        expect((await letter()).operations).toEqual([
          {
            operation: 'replay',
            operator: 'Erika Muster',
            reason: null,
            fields: null,
            at: '2026-11-22T11:00:00.000Z',
          },
        ]);
      });

      test('is decided about once where two operators decide differently at the same time', async () => {
        await failed();
        const pressed = await Promise.all([
          operations.replay('l1', 'Erika Muster'),
          operations.discard('l1', 'Hans Beispiel', 'gone'),
        ]);
        const [done] = pressed.filter((result) => result.changed);
        expect(pressed.filter((result) => result.changed)).toHaveLength(1);
        expect(pressed.map((result) => result.state)).toEqual([done?.state, done?.state]);
        expect(await appended('submissions')).toHaveLength(1);
        expect((await letter()).operations).toHaveLength(1);
      });

      test('is settled when its replay went through, and keeps no payload', async () => {
        await failed();
        await operations.replay('l1', 'Erika Muster');
        await bed.append(journal(transformed('s1', 'm1')));
        await bed.settle();
        expect(await letter('l1', true)).toMatchObject({
          state: 'settled',
          payload: null,
          payloadAbsence: 'gone',
        });
        expect((await operations.replay('l1', 'Erika Muster')).changed).toBe(false);
        const row = await bed
          .tables()
          .selectFrom('dead_letter')
          .select('record_value')
          .executeTakeFirstOrThrow();
        expect(row.record_value).toBeNull();
      });

      test('is the same letter again when its replay fails, and can be replayed again', async () => {
        const told = await failed();
        await operations.replay('l1', 'Erika Muster');
        await bed.append(told.record, told.line);
        await bed.settle();
        expect(await letter()).toMatchObject({ state: 'open', failures: 2 });
        expect((await submissionStatus(bed.store.tables(), 's1'))?.status).toBe('dead-lettered');
        expect((await operations.replay('l1', 'Hans Beispiel')).changed).toBe(true);
        expect(await appended('submissions')).toHaveLength(2);
      });

      test('is discarded by a named operator for a reason, and transform is told', async () => {
        await failed();
        await expect(operations.discard('l1', 'Erika Muster', ' ')).rejects.toMatchObject({
          code: 'invalid',
          findings: [{ pointer: '/reason' }],
        });
        await expect(operations.discard('l1', '', 'withdrawn')).rejects.toMatchObject({
          code: 'invalid',
        });
        await operations.discard('l1', 'Erika Muster', 'withdrawn by phone');
        const [record] = await appended('submissions');
        expect(record).toMatchObject({
          headers: { [HEADERS.operation]: 'discard', [HEADERS.reason]: 'withdrawn by phone' },
        });
        expect(record?.value).toHaveLength(0);
        await bed.settle();
        expect((await submissionStatus(bed.store.tables(), 's1'))?.status).toBe('discarded');
        expect(await letter()).toMatchObject({ state: 'discarded', payloadAbsence: 'gone' });
      });

      test('of delivery is told to delivery without its payload, and settled with the delivery', async () => {
        const told = failure({
          letterId: 'l1',
          submissionId: 's1',
          stage: 'delivery',
          messageId: 'm1',
        });
        await bed.append(
          journal(received('s1')),
          journal(transformed('s1', 'm1')),
          journal(delivering('s1', 'm1')),
          told.line,
          told.record,
        );
        await bed.settle();
        await operations.replay('l1', 'Erika Muster');
        const [record] = await appended('operations');
        expect(record).toMatchObject({
          key: 'case-1',
          headers: {
            [HEADERS.operation]: 'replay',
            [HEADERS.messageId]: 'm1',
            [HEADERS.destination]: 'gewerbe-amt',
          },
        });
        expect(record?.value).toHaveLength(0);
        expect(await letter()).toMatchObject({ state: 'replaying' });
        await bed.append(journal(delivered('s1', 'm1')));
        await bed.settle();
        expect(await letter()).toMatchObject({ state: 'settled' });
        expect((await submissionStatus(bed.store.tables(), 's1'))?.status).toBe('delivered');
      });

      test('of a restricted submission never shows its payload', async () => {
        const told = failure({ letterId: 'l1', submissionId: 's1', restricted: true });
        await bed.append(told.record);
        await bed.settle();
        expect(await letter('l1', true)).toMatchObject({
          payload: null,
          payloadAbsence: 'restricted',
        });
      });

      test('shows no payload where nobody says whether it is restricted', async () => {
        const { record } = failure({ letterId: 'l1', submissionId: 's1' });
        const { [HEADERS.restricted]: _, ...headers } = record.headers;
        await bed.append({ ...record, headers });
        await bed.settleOnly('dead-letters');
        expect(await letter('l1', true)).toMatchObject({
          payload: null,
          payloadAbsence: 'restricted',
        });
        await bed.append(journal(received('s1')));
        await bed.settle();
        expect((await letter('l1', true)).payload?.text).toContain('Müller');
      });

      test('of delivery shows how it was attempted, and of a restricted one not what was answered', async () => {
        for (const [id, restricted] of [
          ['1', false],
          ['2', true],
        ] as const) {
          const ids = { letterId: `l${id}`, submissionId: `s${id}`, messageId: `m${id}` };
          await bed.append(failure({ ...ids, stage: 'delivery', restricted }).record);
          await bed.delivery(`m${id}`, 'dead');
          await bed.attempt(`m${id}`, 2);
          await bed.attempt(`m${id}`, 1);
        }
        await bed.settle();
        const attempt = {
          at: '2026-11-22T09:30:00.000Z',
          milliseconds: 12,
          outcome: 'refused',
          code: 'refused',
          detail: 'It was refused.',
          status: 'HTTP 422',
          excerpt: 'no such form',
        };
        expect((await letter('l1')).attempts).toEqual([
          { attempt: 1, ...attempt },
          { attempt: 2, ...attempt },
        ]);
        expect((await letter('l2')).attempts[0]).toMatchObject({
          status: 'HTTP 422',
          excerpt: null,
        });
      });

      test('shows what each stage saw of it', async () => {
        const { record, line } = failure({ letterId: 'l1', submissionId: 's1' });
        const data = { name: 'Müller' };
        const value = Buffer.from(JSON.stringify({ submission: { data } }));
        const sent = failure({
          letterId: 'l2',
          submissionId: 's2',
          stage: 'delivery',
          messageId: 'm2',
        });
        await bed.append(
          { ...record, value },
          line,
          { ...sent.record, value: Buffer.from('<m/>') },
          sent.line,
        );
        await bed.accept('s2');
        const body = Buffer.from(JSON.stringify({ area: '07', data: { name: 'Meier' } }));
        await bed.store.write((tx) =>
          sql`update submission set client = 'demo', case_id = 's2', destinations = '{}', body = ${body}`.execute(
            tx.tables(),
          ),
        );
        await bed.settle();
        expect((await letter('l1')).stages).toBeNull();
        expect((await letter('l1', true)).stages).toEqual({ formData: data, message: null });
        expect((await letter('l2', true)).stages).toEqual({
          formData: { name: 'Meier' },
          message: '<m/>',
        });
      });

      describe('that is corrected', () => {
        const CORRECTION = {
          value: Buffer.from('{"data":{"name":"Meier"}}'),
          headers: { [HEADERS.area]: '072355005' },
          fields: ['/data/name'],
          newMessageId: null,
        };
        const order = (changes: { failures?: number; newMessageId?: string } = {}) => ({
          correction: { ...CORRECTION, newMessageId: changes.newMessageId ?? null },
          failures: changes.failures ?? 1,
          submission: CORRECTION.value,
        });

        test('goes to transform with the correction in its place, once, and the journal has no value', async () => {
          await failed();
          const pressed = await Promise.all([
            operations.correct('l1', 'Erika Muster', order()),
            operations.correct('l1', 'Erika Muster', order()),
          ]);
          expect(pressed.filter((result) => result.changed)).toHaveLength(1);
          expect(await operations.replay('l1', 'Hans Beispiel')).toMatchObject({
            state: 'replaying',
            changed: false,
          });
          const [record, ...others] = await appended('submissions');
          expect(others).toEqual([]);
          expect(Buffer.from(record?.value ?? [])).toEqual(CORRECTION.value);
          expect(record).toMatchObject({
            key: 'case-1',
            headers: {
              [HEADERS.operation]: 'correct',
              [HEADERS.deadLetterId]: 'l1',
              [HEADERS.submissionId]: 's1',
              [HEADERS.area]: '072355005',
              [HEADERS.correctedFields]: '["/data/name"]',
            },
          });
          await bed.settle();
          expect((await submissionStatus(bed.store.tables(), 's1'))?.status).toBe('received');
          expect((await letter()).operations).toMatchObject([
            { operation: 'correct', operator: 'Erika Muster', fields: ['/data/name'] },
          ]);
          const lines = (await appended('journal')).map(({ value }) =>
            Buffer.from(value).toString(),
          );
          expect(lines.at(-1)).toContain('"type":"corrected"');
          expect(lines.join()).not.toContain('Meier');
        });

        test('does nothing where it failed again since it was looked at', async () => {
          const told = await failed();
          await operations.replay('l1', 'Erika Muster');
          await bed.append(told.record, told.line);
          await bed.settle();
          const result = await operations.correct('l1', 'Erika Muster', order({ failures: 1 }));
          expect(result).toMatchObject({ changed: false, state: 'open' });
          expect(await appended('submissions')).toHaveLength(1);
          expect((await operations.correct('l1', 'Erika', order({ failures: 2 }))).changed).toBe(
            true,
          );
        });

        test('at delivery is settled when another message takes its place, and that one counts', async () => {
          const told = failure({
            letterId: 'l1',
            submissionId: 's1',
            stage: 'delivery',
            messageId: 'm1',
          });
          await bed.append(
            journal(received('s1')),
            journal(transformed('s1', 'm1')),
            journal(delivering('s1', 'm1')),
            told.line,
            told.record,
          );
          await bed.settle();
          await operations.correct('l1', 'Erika Muster', order({ newMessageId: 'm2' }));
          expect(await appended('operations')).toEqual([]);
          const [record] = await appended('submissions');
          expect(record).toMatchObject({ key: 'case-1', headers: { [HEADERS.messageId]: 'm1' } });
          await bed.settle();
          expect((await submissionStatus(bed.store.tables(), 's1'))?.status).toBe('delivering');
          const newMessage = { ...planned('m1'), messageId: 'm2' };
          const about = { submissionId: 's1', caseId: 'case-1', at: '2026-11-22T11:00:00.000Z' };
          await bed.append(journal({ type: 'replaced', ...about, messageId: 'm1', newMessage }));
          await bed.settle();
          expect(await letter()).toMatchObject({ state: 'settled', payloadAbsence: 'gone' });
          await bed.append(journal(delivering('s1', 'm2')), journal(delivered('s1', 'm2')));
          await bed.settle();
          const status = await submissionStatus(bed.store.tables(), 's1');
          expect(status).toMatchObject({
            status: 'delivered',
            messages: [{ messageId: 'm2', status: 'delivered' }],
          });
          expect(status?.timeline.map(({ event }) => event)).toContain('replaced');
        });
      });

      describe('whose correction the checks refused', () => {
        const NAMES = { [HEADERS.revision]: '0', [HEADERS.target]: 'anmeldung' };

        /** The letter of a message, as transform opens it again. */
        async function refused(type: string, value: string): Promise<void> {
          const about = { letterId: 'l1', submissionId: 's1', messageId: 'm1' };
          const { record, line } = failure({ ...about, stage: 'delivery' });
          await bed.delivery('m1', 'dead');
          await bed.payload('m1', '<m id="m1"/>', { [HEADERS.area]: '072355004' });
          const fields = { [HEADERS.correctedFields]: '["/data/name"]' };
          const headers = { ...record.headers, ...NAMES, ...fields, [HEADERS.contentType]: type };
          await bed.append({ ...record, value: Buffer.from(value), headers }, line);
          await bed.settle();
        }

        test('shows the form as it was corrected, and the message that the destination did not take', async () => {
          const form = { submission: { data: { name: 'Meier' } } };
          await refused('application/json', JSON.stringify(form));
          await bed.store.write((tx) =>
            sql`insert into corrected_submission (submission_id, body, at)
              values ('s1', ${Buffer.from(JSON.stringify(form))}, 0)`.execute(tx.tables()),
          );
          const { stages } = await letter('l1', true);
          expect(stages).toEqual({ formData: form.submission.data, message: '<m id="m1"/>' });
        });

        test('shows the message as it was corrected', async () => {
          await refused('application/xml', '<better/>');
          expect((await letter('l1', true)).stages?.message).toBe('<better/>');
        });

        test('is replayed with the correction, once, and what the destination did not take stays where it is', async () => {
          await refused('application/xml', '<better/>');
          await operations.replay('l1', 'Erika Muster');
          await operations.replay('l1', 'Erika Muster');
          expect(await appended('operations')).toEqual([]);
          const [record, ...others] = await appended('submissions');
          expect(others).toEqual([]);
          expect(Buffer.from(record?.value ?? []).toString()).toBe('<better/>');
          expect(record).toMatchObject({
            key: 'case-1',
            headers: {
              [HEADERS.operation]: 'replay',
              [HEADERS.replaces]: 'm1',
              [HEADERS.revision]: '1',
              [HEADERS.correctedFields]: '["/data/name"]',
              [HEADERS.originTopic]: 'cluster.gewerbe',
            },
          });
        });

        test('is discarded with the message that the destination did not take', async () => {
          await refused('application/json', '{}');
          await operations.discard('l1', 'Erika Muster', 'withdrawn');
          expect(await appended('operations')).toMatchObject([
            { headers: { [HEADERS.operation]: 'discard', [HEADERS.messageId]: 'm1' } },
          ]);
        });
      });

      test('is held for a colleague, told without the note, and failing again counts failures alone', async () => {
        const told = await failed();
        const to = { to: 'Hans Beispiel', note: 'Frau Müller has called' };
        expect((await operations.assign('l1', 'Erika Muster', to)).changed).toBe(true);
        expect((await operations.assign('l1', 'Erika Muster', to)).changed).toBe(false);
        await bed.settle();
        expect(await letter()).toMatchObject({
          state: 'open',
          failures: 1,
          assignedTo: 'Hans Beispiel',
          assignment: { by: 'Erika Muster', note: 'Frau Müller has called' },
        });
        const lines = (await appended('journal')).map(({ value }) => Buffer.from(value).toString());
        expect(lines.at(-1)).toContain('"to":"Hans Beispiel"');
        expect(lines.join()).not.toContain('Müller');
        expect((await register.list({ assignedTo: 'Hans Beispiel' })).deadLetters).toHaveLength(1);
        await operations.replay('l1', 'Hans Beispiel');
        await bed.append(told.record, told.line);
        await bed.settle();
        expect(await letter()).toMatchObject({ failures: 2, assignedTo: 'Hans Beispiel' });
        await operations.assign('l1', 'Hans Beispiel', null);
        expect(await letter()).toMatchObject({ assignedTo: null, assignment: null });
      });

      test('that does not exist is not found', async () => {
        expect(await register.show('nobody', { payload: false })).toBeUndefined();
        await expect(operations.replay('nobody', 'Erika Muster')).rejects.toMatchObject({
          code: 'not-found',
        });
      });
    });

    describe('poison', () => {
      const ofMessage = { [HEADERS.submissionId]: 's1', [HEADERS.messageId]: 'm1' };

      test('that holds up a submission is told to its timeline, and settled when the step takes it', async () => {
        await bed.append(journal(received('s1')), journal(transformed('s1', 'm1')));
        await bed.append(poison('cluster.gewerbe', ofMessage));
        await bed.settle();
        await bed.settle();
        expect((await submissionStatus(bed.store.tables(), 's1'))?.status).toBe('dead-lettered');
        const [found] = (await register.list({})).deadLetters;
        await operations.replay(found?.id ?? '', 'Erika Muster');
        const [record] = await appended('operations');
        expect(record).toMatchObject({
          headers: {
            [HEADERS.messageId]: 'm1',
            [HEADERS.operation]: 'replay',
            [HEADERS.originTopic]: 'cluster.gewerbe',
            [HEADERS.originOffset]: '7',
          },
        });
        expect(Buffer.from(record?.value ?? []).toString()).toBe('<message/>');
        expect(await appended('cluster')).toHaveLength(0);
        await bed.append(journal(delivering('s1', 'm1')));
        await bed.settle();
        expect(await letter(found?.id)).toMatchObject({ state: 'settled', failures: 1 });
      });

      test('of the journal goes back as it was, and is the same letter when it fails again', async () => {
        await bed.append(poison('journal'));
        await bed.settle();
        const [found] = (await register.list({})).deadLetters;
        const id = found?.id ?? '';
        expect(found).toMatchObject({ stage: 'internal', code: 'poison', restricted: true });
        expect((await operations.replay(id, 'Erika Muster')).state).toBe('settled');
        const [record] = await appended('journal');
        expect(record?.headers).toEqual({ [HEADERS.deadLetterId]: id });
        await bed.append(poison('journal', record?.headers));
        await bed.settleOnly('dead-letters');
        expect(await letter(id)).toMatchObject({ state: 'open', failures: 2 });
      });
    });

    describe('the list of dead letters', () => {
      test('is filtered, paged from the oldest on and grouped by cause', async () => {
        for (let at = 0; at < 5; at += 1) {
          await bed.append(
            failure({ letterId: `l${at}`, submissionId: `s${at}` }).record,
            journal(received(`s${at}`)),
          );
        }
        const other = failure({
          letterId: 'd1',
          submissionId: 's1',
          stage: 'delivery',
          messageId: 'm1',
        });
        await bed.append(other.record);
        await bed.settle();
        const first = await register.list({ state: 'open' }, { limit: 4 });
        const rest = await register.list({ state: 'open' }, { limit: 4, after: first.next ?? '' });
        expect([...first.deadLetters, ...rest.deadLetters].map((found) => found.id).sort()).toEqual(
          ['d1', 'l0', 'l1', 'l2', 'l3', 'l4'],
        );
        expect(rest.next).toBeNull();
        expect((await register.list({ destination: 'gewerbe-amt' })).deadLetters).toHaveLength(1);
        expect((await register.list({ submissionId: 's1' })).deadLetters).toHaveLength(2);
        expect(await register.groups({ state: 'open' })).toMatchObject([
          { code: 'unknown-code', place: '/data/inhaber/*/name', destination: null, letters: 5 },
          { code: 'unknown-code', destination: 'gewerbe-amt', letters: 1 },
        ]);
      });
    });
  });
}
