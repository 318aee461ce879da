import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DirectoryBlobs } from '#blobs';
import { HEADERS } from '#domain';
import type { StoredEvent } from '#event-log';
import { multipartBody } from '../../test/e2e/online-service.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { type IntakeBed, startIntake, submission } from '../../test/intake/intake-bed.js';
import { installationSecret } from './installation-secret.js';
import type { IntakeTables } from './intake.tables.js';
import { PurgeBatch } from './purge-batch.js';

let bed: IntakeBed;
let purge: PurgeBatch;

beforeEach(async () => {
  const folder = temporaryFolder();
  bed = await startIntake(folder);
  purge = new PurgeBatch({
    store: bed.store,
    blobs: await DirectoryBlobs.open(join(folder, 'blobs')),
    fingerprintKey: () => installationSecret(bed.store, 'submission-fingerprint'),
  });
});
afterEach(() => bed.close());

function asked(submissionId: string): StoredEvent {
  return {
    topic: 'purges',
    key: submissionId,
    value: Buffer.from('{"messageIds":[],"before":"2026-11-22T09:00:00.000Z"}'),
    headers: { [HEADERS.submissionId]: submissionId },
    partition: 0,
    offset: 1n,
    at: 0,
  };
}

async function purged(...submissionIds: string[]): Promise<void> {
  const { write } = await purge.handle(submissionIds.map(asked));
  await bed.store.write(async (tx) => {
    await write?.(tx);
  });
}

async function accepted(body: object): Promise<{ submissionId: string; receivedAt: string }> {
  const answer = await bed.post(body);
  expect(answer.status).toBe(202);
  return answer.body;
}

async function uploaded(): Promise<string> {
  const bytes = Buffer.from('%PDF a plan');
  const id = randomUUID();
  const attachments = [
    {
      id,
      name: 'plan.pdf',
      mediaType: 'application/pdf',
      purpose: 'attachment',
      sha512: createHash('sha512').update(bytes).digest('hex'),
    },
  ];
  const { contentType, body } = multipartBody([
    { name: 'submission', bytes: JSON.stringify(submission({ attachments })) },
    { name: id, bytes },
  ]);
  const answer = await bed.post(body, { 'content-type': contentType });
  expect(answer.status).toBe(202);
  return (answer.body as { submissionId: string }).submissionId;
}

const row = (id: string) =>
  bed.store
    .tables<IntakeTables>()
    .selectFrom('submission')
    .selectAll()
    .where('submission_id', '=', id)
    .executeTakeFirstOrThrow();

describe('what intake deletes of a purged submission', () => {
  it('is body and attachments; reference, receipt and destinations stay', async () => {
    const id = await uploaded();
    const other = await uploaded();
    const before = await row(id);
    await purged(id);
    expect(await row(id)).toEqual({
      ...before,
      body: null,
      fingerprint: expect.any(Buffer),
    });
    expect((await row(other)).body).not.toBeNull();
    expect(await bed.blobFiles()).toHaveLength(1);
    const attachments = await bed.store
      .tables<IntakeTables>()
      .selectFrom('attachment')
      .select('submission_id')
      .execute();
    expect(attachments).toEqual([{ submission_id: other }]);
  });

  it('is recognised when it comes again, and told from other content', async () => {
    const body = submission({ submittedAt: '2026-11-22T09:30:00.000+01:00' });
    const receipt = await accepted(body);
    await purged(receipt.submissionId);
    const again = await bed.post({ ...body, submittedAt: '2026-12-24T09:30:00.000+01:00' });
    expect([again.status, again.body]).toEqual([200, receipt]);
    const other = await bed.post({ ...body, data: { name: 'Metzgerei Grün' } });
    expect(other.status).toBe(409);
  });

  it('lets the case go on', async () => {
    const opening = await accepted(submission());
    await purged(opening.submissionId);
    const supplement = await bed.post(
      submission({ kind: 'supplement', relatesTo: opening.submissionId }),
    );
    expect([supplement.status, (supplement.body as { caseId: string }).caseId]).toEqual([
      202,
      opening.submissionId,
    ]);
  });

  it('is the same when it is asked for again, together with others, or never was', async () => {
    const id = await uploaded();
    await purged(id, id, randomUUID());
    const after = await row(id);
    await purged(id);
    expect(await row(id)).toEqual(after);
    expect(await bed.blobFiles()).toEqual([]);
  });

  it('leaves no row behind whose removed files would be missed, when killed in between', async () => {
    const id = await uploaded();
    await purge.handle([asked(id)]);
    expect(await bed.blobFiles()).toEqual([]);
    expect((await row(id)).body).not.toBeNull();
    await purged(id);
    expect((await row(id)).body).toBeNull();
  });

  it('is what case systems wrote in reply too, while place, kind and status stay', async () => {
    const reply = {
      ...{ replyId: 'r1', submissionId: 's1', caseId: 's1', messageId: 'm1', destination: 'd' },
      ...{ client: 'one', submissionReference: 'R', kind: 'decision', acknowledgement: null },
      ...{ status: 'COMPLETED', outcome: 'granted', text: 'Der Hund bleibt.', deadline: null },
      ...{ fileNumber: 'GRUEN-1', documents: [{ name: 'bescheid.pdf' }], authentication: null },
      ...{ replyChannel: { address: 'a' }, payment: null },
    };
    const row = (id: string, number: number, at: string) => ({
      ...{ reply_id: id, client: 'one', number, submission_id: 's1' },
      value: JSON.stringify({ ...reply, at }),
    });
    const late = row('late', 2, '2026-11-22T09:00:00.001Z');
    await bed.store.write(async (tx) => {
      const rows = [row('old', 1, '2026-11-22T09:00:00.000Z'), late];
      await tx.tables<IntakeTables>().insertInto('reply').values(rows).execute();
    });
    await purged('s1');
    const [old, kept] = await bed.store
      .tables<IntakeTables>()
      .selectFrom('reply')
      .selectAll()
      .orderBy('number')
      .execute();
    expect(kept).toEqual(late);
    expect(old?.number).toBe(1);
    expect(JSON.parse(old!.value)).toMatchObject({ kind: 'decision', outcome: 'granted' });
    expect(old?.value).not.toMatch(/Hund|GRUEN|bescheid|address/);
  });
});
