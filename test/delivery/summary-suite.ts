import { rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DirectoryBlobs } from '#blobs';
import { HEADERS, handEditHeader, type JsonObject, type Route } from '#domain';
import { REGISTER_MIGRATIONS, type RegisterTables } from '#register';
import type { SummaryInput } from '#summary';
import { Summaries } from '../../apps/delivery/summary/summaries.js';
import type { IntakeTables } from '../../apps/intake/intake.tables.js';
import { summaryInput } from '../factories/summary-input.js';
import type { OpenStore } from '../fixtures/stores.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { decidePurge, registered } from './decided-purge.js';
import { ACCEPTED, DeliveryBed, destination, gate } from './delivery-bed.js';

const SERVICE = '99050012104000';

/** What a summary promises to the messages beside which it lies; the same on every store. */
export function summarySuite(name: string, open: OpenStore): void {
  describe(`summaries on ${name}`, () => {
    let bed: DeliveryBed;
    let folder: string;
    let blobs: DirectoryBlobs;
    let made: SummaryInput[];
    let make: (input: SummaryInput) => Promise<Uint8Array>;

    const summaries = () =>
      new Summaries({
        store: bed.store,
        summaryBlobs: blobs,
        writer: {
          write: (input) => {
            made.push(input);
            return make(input);
          },
          close: async () => {},
        },
        landscape: {
          current: () => ({
            timeZone: 'Europe/Berlin',
            route: () => ({ authority: { name: 'VG Trier-Land' }, onBehalfOf: null }) as Route,
            areaName: () => 'Newel',
            client: () => ({ name: 'Portal' }),
          }),
        },
        packages: {
          current: () => ({ service: () => summaryInput({}).service }),
        },
        version: '1.2.3',
        clock: () => new Date(bed.clock.now),
        log: { warn: () => {} },
      });

    const asked = (id: string) => ({
      submissionId: `submission-of-${id}`,
      headers: { [HEADERS.area]: '072355004004', [HEADERS.packageVersion]: 'steuern@1.0.0' },
    });

    async function submitted(id: string, data: JsonObject = { name: 'Käthe' }): Promise<void> {
      const body = { service: SERVICE, area: '07235500', reference: `r-${id}`, data };
      await bed.store.write((tx) =>
        tx
          .tables<IntakeTables>()
          .insertInto('submission')
          .values({
            submission_id: `submission-of-${id}`,
            client: 'portal',
            reference: `r-${id}`,
            destinations: '{}',
            case_id: 'case-1',
            received_at: '2026-11-22T09:00:00.000Z',
            body: Buffer.from(JSON.stringify(body)),
            fingerprint: Buffer.from('known'),
          })
          .execute(),
      );
    }

    async function files(): Promise<string[]> {
      const all = await readdir(folder, { recursive: true, withFileTypes: true });
      return all.filter((one) => one.isFile()).map((one) => one.name);
    }

    const bytesOf = (summary: Awaited<ReturnType<Summaries['of']>>) => buffer(summary!.open());

    beforeEach(async () => {
      folder = join(temporaryFolder(), 'summaries');
      blobs = await DirectoryBlobs.open(folder);
      made = [];
      make = async ({ submission }) => Buffer.from(JSON.stringify(submission.data));
      bed = await DeliveryBed.open(open);
    });
    afterEach(() => bed.close());

    it('are made once, of what was submitted and what is known around it', async () => {
      await submitted('m1');
      const one = summaries();
      const first = await one.of(asked('m1'));
      const again = await summaries().of(asked('m1'));

      expect(first).toMatchObject({
        name: 'zusammenfassung.pdf',
        purpose: 'summary',
        mediaType: 'application/pdf',
        size: Buffer.byteLength('{"name":"Käthe"}'),
      });
      expect(again).toMatchObject({ uri: first!.uri, sha512: first!.sha512 });
      expect(String(await bytesOf(again))).toBe('{"name":"Käthe"}');
      expect(made).toHaveLength(1);
      expect(made[0]).toMatchObject({
        areaName: 'Newel',
        authority: 'VG Trier-Land',
        client: 'Portal',
        accepted: { area: '072355004004', receivedAt: '2026-11-22T09:00:00.000Z' },
        service: { packageVersion: 'steuern@1.0.0' },
      });
    });

    it('of a package version that is not there any more are made without its labels', async () => {
      await submitted('m1');
      const { submissionId, headers } = asked('m1');
      const older = { ...headers, [HEADERS.packageVersion]: 'steuern@0.9.0' };
      await summaries().of({ submissionId, headers: older });

      expect(made[0]!.service).toBeUndefined();
    });

    it('of a corrected message tell what was corrected, and stand beside no other message', async () => {
      await bed.store.migrate('console', REGISTER_MIGRATIONS);
      await submitted('m1');
      const posted = await summaries().of(asked('m1'));
      const corrected = (at: string, name: string) =>
        bed.store.write(async (tx) => {
          const submission = {
            service: SERVICE,
            area: '07235500',
            reference: 'r-m1',
            data: { name },
          };
          const body = Buffer.from(JSON.stringify({ correctedAt: at, submission }));
          const row = { submission_id: 'submission-of-m1', body, at: 1 };
          await tx
            .tables<RegisterTables>()
            .insertInto('corrected_submission')
            .values(row)
            .onConflict((conflict) => conflict.column('submission_id').doUpdateSet(row))
            .execute();
        });
      const of = (headers: Record<string, string>) => {
        const { submissionId, headers: before } = asked('m1');
        return summaries().of({ submissionId, headers: { ...before, ...headers } });
      };
      const [first, second] = ['2026-11-23T09:00:00.000Z', '2026-11-24T09:00:00.000Z'] as const;
      await corrected(first, 'Kate');
      const once = await of({ [HEADERS.correctedAt]: first });
      await corrected(second, 'Katharina');

      expect(String(await bytesOf(once))).toBe('{"name":"Kate"}');
      expect(made.at(-1)!.correction).toMatchObject({
        at: first,
        posted: { data: { name: 'Käthe' } },
      });
      expect(String(await bytesOf(await of({ [HEADERS.correctedAt]: second })))).toBe(
        '{"name":"Katharina"}',
      );
      expect((await of({ [HEADERS.correctedAt]: first }))!.uri).toBe(once!.uri);
      expect((await of({}))!.uri).toBe(posted!.uri);
      // Nobody knows any more of what such a message was made.
      expect(await of({ [HEADERS.correctedAt]: '2026-11-23T12:00:00.000Z' })).toBeUndefined();

      await summaries().remove('submission-of-m1');
      expect(await files()).toEqual([]);
    });

    it('of a message that was changed by hand say where', async () => {
      await submitted('m1');
      await summaries().of(asked('m1'));
      const handEdit = { at: '2026-11-23T09:00:00.000Z', paths: ['/m/name'] };
      const { submissionId, headers } = asked('m1');
      const changed = { [HEADERS.messageId]: 'm1-1', ...handEditHeader({}, handEdit) };
      await summaries().of({ submissionId, headers: { ...headers, ...changed } });

      expect(made.map((input) => input.handEdit)).toEqual([undefined, handEdit]);
    });

    it('that several ask for at the same time are made once in a process', async () => {
      await submitted('m1');
      const one = summaries();
      const all = await Promise.all([1, 2, 3].map(() => one.of(asked('m1'))));

      expect(new Set(all.map((summary) => summary!.uri)).size).toBe(1);
      expect(made).toHaveLength(1);
    });

    it('that two processes make at the same time end as one', async () => {
      await submitted('m1');
      const both = gate();
      make = async () => {
        if (made.length === 2) both.open();
        await both.promise;
        return Buffer.from('same');
      };
      const [first, second] = await Promise.all([
        summaries().of(asked('m1')),
        summaries().of(asked('m1')),
      ]);

      expect(made).toHaveLength(2);
      expect(second!.uri).toBe(first!.uri);
      expect(await files()).toHaveLength(1);
      expect(String(await bytesOf(second))).toBe('same');
    });

    it('whose bytes were lost or changed are made again', async () => {
      await submitted('m1');
      const before = await summaries().of(asked('m1'));
      rmSync(folder, { recursive: true });
      blobs = await DirectoryBlobs.open(folder);
      const after = await summaries().of(asked('m1'));

      expect(after!.uri).not.toBe(before!.uri);
      expect(after!.sha512).toBe(before!.sha512);
      expect(String(await bytesOf(await summaries().of(asked('m1'))))).toBe('{"name":"Käthe"}');
      expect(made).toHaveLength(2);
    });

    it('of what is purged are not made, and leave nothing once they are removed', async () => {
      await submitted('m1');
      await summaries().of(asked('m1'));
      await bed.store.write((tx) =>
        tx.tables<IntakeTables>().updateTable('submission').set({ body: null }).execute(),
      );
      await summaries().remove('submission-of-m1');
      await summaries().remove('submission-of-m1');

      expect(await files()).toEqual([]);
      expect(await summaries().of(asked('m1'))).toBeUndefined();
      expect(await summaries().of(asked('unknown'))).toBeUndefined();
    });

    it('that a purge overtook while they were made are not kept', async () => {
      await submitted('m1');
      make = async () => {
        await bed.store.write((tx) =>
          tx.tables<IntakeTables>().updateTable('submission').set({ body: null }).execute(),
        );
        return Buffer.from('too late');
      };

      expect(await summaries().of(asked('m1'))).toBeUndefined();
      expect(await files()).toEqual([]);
    });

    it('are not kept either where a purge is decided and intake has yet to carry it out', async () => {
      await submitted('m1');
      await registered(bed.store, 'submission-of-m1', 'm1', bed.clock.now);
      make = async () => {
        expect(await decidePurge(bed.store, bed.clock.now)).toBe(1);
        await summaries().remove('submission-of-m1');
        return Buffer.from('too late');
      };

      expect(await summaries().of(asked('m1'))).toBeUndefined();
      expect(await files()).toEqual([]);
    });

    it('lie beside the message at a destination that wants them, and only there', async () => {
      const summary = {
        ...{ id: 'summary', name: 'zusammenfassung.pdf', mediaType: 'application/pdf' },
        ...{
          purpose: 'summary',
          uri: 'blob:1',
          size: 4,
          sha512: 'ab',
          open: () => Readable.from([]),
        },
      };
      const seen: string[] = [];
      const of = async ({ submissionId }: { submissionId: string }) => {
        seen.push(submissionId);
        return summary;
      };
      await bed.close();
      bed = await DeliveryBed.open(open, { ports: { summaries: { of } } });
      bed.destinations.set('files', destination('files', { summary: true }));
      bed.destinations.set('push', destination('push', { summary: false }));
      bed.start();
      await bed.publish({ id: 'm1' }, { id: 'm2', destination: 'push' });
      await bed.inState('delivered', 'm1', 'm2');

      const names = new Map(
        bed.attempts.map(({ messageId, attachments }) => [
          messageId,
          attachments.map(({ name }) => name),
        ]),
      );
      expect(names.get('m1')).toEqual(['zusammenfassung.pdf']);
      expect(names.get('m2')).toEqual([]);
      expect(seen).toEqual(['submission-of-m1']);
    });

    it('that cannot be made hold no message', async () => {
      await bed.close();
      bed = await DeliveryBed.open(open, {
        ports: { summaries: { of: () => Promise.reject(new RangeError('a bug')) } },
      });
      bed.answer = () => ACCEPTED;
      bed.destinations.set('files', destination('files', { summary: true }));
      bed.start();
      await bed.publish({ id: 'm1' });
      await bed.inState('delivered', 'm1');

      expect(bed.attempts[0]!.attachments).toEqual([]);
      const told = bed.lines.find(({ message }) => message.startsWith('A summary'));
      expect(told!.fields).toMatchObject({ messageId: 'm1', submissionId: 'submission-of-m1' });
    });
  });
}
