import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PostgresStore } from '#store';
import { freshDatabase } from '../../test/fixtures/servers.js';
import { emptyPostgres } from '../../test/fixtures/stores.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { type IntakeBed, startIntake, submission } from '../../test/intake/intake-bed.js';
import { submissionsSuite } from '../../test/intake/submissions-suite.js';
import { installationSecret } from './installation-secret.js';
import type { IntakeTables } from './intake.tables.js';

submissionsSuite('PostgreSQL', emptyPostgres);

describe('two instances of intake on one database', () => {
  let beds: [IntakeBed, IntakeBed];

  beforeEach(async () => {
    const url = await freshDatabase();
    const start = async () =>
      startIntake(temporaryFolder(), { store: await PostgresStore.open({ url }) });
    beds = await Promise.all([start(), start()]);
  });

  afterEach(async () => {
    await Promise.all(beds.map((bed) => bed.close()));
  });

  it('make one submission of what is posted to both, in whatever order', async () => {
    const [one, other] = beds;
    const posted = Array.from({ length: 60 }, () => submission());
    const answers = await Promise.all([
      Promise.all(posted.map((body) => one.post(body))),
      Promise.all([...posted].reverse().map((body) => other.post(body))),
    ]);
    const byReference = posted.map((_, at) => [
      answers[0][at]!,
      answers[1][posted.length - 1 - at]!,
    ]);
    for (const [here, there] of byReference) {
      expect([here?.status, there?.status].sort()).toEqual([200, 202]);
      expect(here?.body).toEqual(there?.body);
    }
    expect(await one.records('submissions')).toHaveLength(posted.length);
    expect(await one.records('journal')).toHaveLength(posted.length);
    const rows = await one.store
      .tables<IntakeTables>()
      .selectFrom('submission')
      .select('reference')
      .execute();
    expect(rows).toHaveLength(posted.length);
  });

  it('take one of two contents that come under one reference', async () => {
    const posted = submission();
    const answers = await Promise.all([
      beds[0].post(posted),
      beds[1].post({ ...posted, data: { name: 'Metzgerei Rot' } }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(await beds[0].records('submissions')).toHaveLength(1);
  });

  it('have the same secrets, whoever made them', async () => {
    const names = Array.from({ length: 10 }, (_, at) => `secret-${at}`);
    for (const name of names) {
      const [one, other] = await Promise.all(
        beds.map(({ store }) => installationSecret(store, name)),
      );
      expect(one).toHaveLength(32);
      expect(one).toEqual(other);
    }
  });
});
