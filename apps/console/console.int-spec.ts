import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigurationError, retentionOf } from '#domain';
import { EventLogServer } from '#event-log';
import { ProblemFilter, registerOpenApi, serverOptions } from '#http';
import { createMetrics } from '#telemetry';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { until } from '../../test/fixtures/until.js';
import { failure, RegisterBed } from '../../test/register/register-bed.js';
import { ConsoleModule } from './console.module.js';
import type { ConsolePorts } from './console.ports.js';

const SILENT = { info: () => {}, error: () => {} };
const PRINCIPALS: Record<string, ReturnType<ConsolePorts['authenticate']>> = {
  local: { role: 'operator', keyId: 'local', name: 'root' },
  erika: { role: 'operator', keyId: 'k1', name: 'Erika Muster' },
  platform: { role: 'platform', keyId: 'k2' },
};

let bed: RegisterBed;
let app: NestFastifyApplication;
let metrics: ReturnType<typeof createMetrics>;
let reload: ConsolePorts['reload'];
const logged: object[] = [];

beforeEach(async () => {
  bed = await RegisterBed.open();
  metrics = createMetrics();
  logged.length = 0;
  reload = async () => ({ landscape: 'demo@2', packages: 'packages@2', warnings: [] });
  const module = ConsoleModule.register({
    store: bed.store,
    eventLog: bed.eventLog,
    authenticate: (presented) => PRINCIPALS[presented],
    reload: () => reload(),
    packages: { current: () => never() },
    blobs: { open: () => never() },
    version: '0',
    dataFolder: temporaryFolder(),
    metrics,
    log: { info: (fields) => logged.push(fields), warn: (fields) => logged.push(fields) },
    landscape: {
      current: () => ({
        retention: retentionOf(),
        destinations: () => [],
        version: 'demo@1',
        ...{ route: never, client: never, resolveArea: never },
      }),
    },
    now: () => new Date('2026-11-22T12:00:00Z'),
    settings: { ledgerPatience: 1, purgeInterval: 60 },
  });
  const adapter = new FastifyAdapter(serverOptions({ log: SILENT }));
  app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: false });
  app.useGlobalFilters(new ProblemFilter(SILENT));
  await registerOpenApi(adapter.getInstance() as never, {
    title: 'Nahtlos',
    version: '1',
    description: '',
  });
  app.connectMicroservice({
    strategy: new EventLogServer({ apps: ['console'], eventLog: bed.eventLog }),
  });
  await app.init();
  await app.startAllMicroservices();
});
afterEach(async () => {
  await app.close();
  await bed.close();
});

async function ask(
  method: 'GET' | 'POST',
  url: string,
  options: { key?: string; body?: object; as?: string } = {},
) {
  const response = await app.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${options.key ?? 'erika'}`,
      ...(options.as === undefined ? {} : { 'nahtlos-operator': encodeURIComponent(options.as) }),
    },
    ...(options.body === undefined ? {} : { payload: options.body }),
  });
  return { status: response.statusCode, body: response.json() };
}

/** A dead letter that the console has taken in. */
async function letter(restricted = false): Promise<void> {
  const told = failure({ letterId: 'l1', submissionId: 's1', restricted });
  await bed.accept('s1');
  await bed.append(told.record, told.line);
  await until(async () => {
    const { body } = await ask('GET', '/v1/dead-letters');
    return body.deadLetters.length === 1 && body.deadLetters[0].reference !== null
      ? true
      : undefined;
  });
}

describe('the console', () => {
  test('admits operators alone', async () => {
    for (const [method, url] of [
      ['GET', '/v1/dead-letters'],
      ['GET', '/v1/dead-letters/l1'],
      ['POST', '/v1/dead-letters/l1/replay'],
      ['GET', '/v1/dead-letters/bulk'],
      ['GET', '/v1/ledger'],
      ['POST', '/v1/reload'],
    ] as const) {
      expect((await ask(method, url, { key: 'nobody' })).status).toBe(401);
      expect((await ask(method, url, { key: 'platform' })).status).toBe(403);
    }
  });

  test('lists dead letters and groups them by cause', async () => {
    await letter();
    const { body } = await ask('GET', '/v1/dead-letters?cluster=gewerbe&limit=10');
    expect(body).toMatchObject({ deadLetters: [{ id: 'l1', reference: 'ref-s1' }], next: null });
    const groups = await ask('GET', '/v1/dead-letters?group=cause');
    expect(groups.body.groups).toMatchObject([{ code: 'unknown-code', letters: 1 }]);
    expect((await ask('GET', '/v1/dead-letters?state=settled')).body.deadLetters).toEqual([]);
    expect((await ask('GET', '/v1/dead-letters?colour=red')).status).toBe(400);
    expect(await metrics.text()).toContain('nahtlos_dead_letters{state="open"} 1');
  });

  test('shows the payload only when asked for, and remembers who looked', async () => {
    await letter();
    const shut = await ask('GET', '/v1/dead-letters/l1');
    expect(shut.body).toMatchObject({ payload: null, payloadAbsence: 'not asked for' });
    expect(shut.body.findings).toHaveLength(1);
    expect(logged).toEqual([]);
    const open = await ask('GET', '/v1/dead-letters/l1?payload=true');
    expect(open.body.payload.text).toContain('Müller');
    expect(logged).toEqual([{ deadLetterId: 'l1', submissionId: 's1', operator: 'Erika Muster' }]);
    expect((await ask('GET', '/v1/dead-letters/nobody')).status).toBe(404);
  });

  test('hides the payload of a restricted submission from every operator', async () => {
    await letter(true);
    const { body } = await ask('GET', '/v1/dead-letters/l1?payload=true');
    expect(body).toMatchObject({ payload: null, payloadAbsence: 'restricted' });
  });

  test('replays once, in the name of the operator whose key it is', async () => {
    await letter();
    const options = { as: 'Somebody Else' };
    const first = await ask('POST', '/v1/dead-letters/l1/replay', options);
    expect(first.body).toMatchObject({ state: 'replaying', changed: true });
    const second = await ask('POST', '/v1/dead-letters/l1/replay', options);
    expect(second).toMatchObject({ status: 200, body: { state: 'replaying', changed: false } });
    const { body } = await ask('GET', '/v1/dead-letters/l1');
    expect(body.operations).toMatchObject([{ operator: 'Erika Muster', operation: 'replay' }]);
  });

  test('discards for a reason, in the name that the command line gives', async () => {
    await letter();
    const local = { key: 'local', as: 'Jürgen Groß' };
    const bare = await ask('POST', '/v1/dead-letters/l1/discard', { ...local, body: {} });
    expect(bare.status).toBe(400);
    const empty = await ask('POST', '/v1/dead-letters/l1/discard', {
      ...local,
      body: { reason: ' ' },
    });
    expect(empty).toMatchObject({ status: 422, body: { errors: [{ pointer: '/reason' }] } });
    const done = await ask('POST', '/v1/dead-letters/l1/discard', {
      ...local,
      body: { reason: 'sent twice' },
    });
    expect(done.body).toMatchObject({ state: 'discarded', changed: true });
    const { body } = await ask('GET', '/v1/dead-letters/l1');
    expect(body.operations).toMatchObject([{ operator: 'Jürgen Groß', reason: 'sent twice' }]);
  });

  test('purges for operators, or only tells what is due', async () => {
    await letter();
    expect((await ask('POST', '/v1/purge', { key: 'platform', body: {} })).status).not.toBe(200);
    expect((await ask('POST', '/v1/purge', { body: {} })).status).toBe(400);
    const told = { due: [], purged: 0, kept: { unsettled: { submissions: 1 } } };
    for (const dryRun of [true, false]) {
      const purge = await ask('POST', '/v1/purge', { body: { dryRun } });
      expect(purge).toMatchObject({ status: 200, body: told });
    }
    expect(logged).toContainEqual({
      ...{ submissions: 0, forgotten: 0, records: 0 },
      operator: 'Erika Muster',
    });
  });

  test('decides about a whole group, tells how far it is, and ends it when asked', async () => {
    await letter();
    const bulk = '/v1/dead-letters/bulk';
    const body = { filter: { code: 'unknown-code' }, operation: 'replay' };
    expect((await ask('POST', bulk, { body: { ...body, filter: {} } })).status).toBe(422);
    expect((await ask('POST', bulk, { body: { ...body, rate: 0 } })).status).toBe(400);
    const begun = await ask('POST', bulk, { body });
    expect(begun).toMatchObject({ status: 202, body: { total: 1, operator: 'Erika Muster' } });
    const { id } = begun.body;
    await until(async () => {
      const { body: progress } = await ask('GET', `${bulk}/${id}`);
      return progress.state === 'done' && progress.done === 1 ? true : undefined;
    });
    expect((await ask('GET', '/v1/dead-letters/l1')).body.state).toBe('replaying');
    expect((await ask('GET', bulk)).body.bulk).toMatchObject([{ id, state: 'done' }]);
    expect((await ask('POST', `${bulk}/${id}/cancel`)).body.state).toBe('done');
    expect((await ask('GET', `${bulk}/nobody`)).status).toBe(404);
  });

  test('holds a letter for a colleague, and tells whom in the list', async () => {
    await letter();
    const assign = '/v1/dead-letters/l1/assign';
    expect((await ask('POST', assign, { body: { to: ' ' } })).status).toBe(422);
    const body = { to: 'Hans Beispiel', note: 'he knows the form' };
    const held = await ask('POST', assign, { body });
    expect(held.body).toMatchObject({ changed: true, state: 'open' });
    const mine = await ask('GET', '/v1/dead-letters?assignedTo=Hans%20Beispiel');
    expect(mine.body.deadLetters).toMatchObject([{ id: 'l1', assignedTo: 'Hans Beispiel' }]);
    expect((await ask('GET', '/v1/dead-letters?assignedTo=')).body.deadLetters).toEqual([]);
    expect((await ask('GET', '/v1/dead-letters/l1')).body.assignment).toMatchObject({
      ...body,
      by: 'Erika Muster',
    });
    expect((await ask('POST', '/v1/dead-letters/l1/release')).body.changed).toBe(true);
    expect((await ask('GET', '/v1/dead-letters/l1')).body.assignment).toBeNull();
  });

  test('accounts for a period', async () => {
    await letter();
    const { body } = await ask('GET', '/v1/ledger?from=2026-11-22T00:00:00Z');
    expect(body).toMatchObject({
      closed: true,
      sums: { accepted: 1, deadLettered: 1, inProgress: 0 },
      differences: [],
    });
    expect((await ask('GET', '/v1/ledger?from=yesterday')).status).toBe(400);
    expect((await ask('GET', '/v1/ledger?from=2026-13-45T00:00:00Z')).status).toBe(400);
  });

  test('writes a backup on the server, and replaces nothing', async () => {
    const file = join(temporaryFolder(), 'backup.tar');
    const { status, body } = await ask('POST', '/v1/backup', { body: { file } });
    expect(status).toBe(200);
    expect(body.database.size).toBeGreaterThan(0);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file).length).toBeGreaterThan(body.database.size);
    expect((await ask('POST', '/v1/backup', { body: { file } })).status).toBe(409);
    expect((await ask('POST', '/v1/backup', { body: { file: 'here.tar' } })).status).toBe(422);
  });

  test('reloads, or says every mistake with file and line', async () => {
    expect((await ask('POST', '/v1/reload')).body).toMatchObject({ landscape: 'demo@2' });
    reload = () =>
      Promise.reject(
        new ConfigurationError('The landscape', [
          { file: 'activations.yaml', line: 7, message: 'no such authority', severity: 'error' },
        ]),
      );
    expect(await ask('POST', '/v1/reload')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: 'activations.yaml:7', detail: 'no such authority' }] },
    });
  });

  test('describes itself', async () => {
    const document = (await app.inject('/openapi.json')).json();
    expect(Object.keys(document.paths).sort()).toEqual([
      '/v1/backup',
      '/v1/dead-letters',
      '/v1/dead-letters/bulk',
      '/v1/dead-letters/bulk/{id}',
      '/v1/dead-letters/bulk/{id}/cancel',
      '/v1/dead-letters/{id}',
      '/v1/dead-letters/{id}/assign',
      '/v1/dead-letters/{id}/correction',
      '/v1/dead-letters/{id}/discard',
      '/v1/dead-letters/{id}/release',
      '/v1/dead-letters/{id}/replay',
      '/v1/destinations',
      '/v1/destinations/{id}',
      '/v1/destinations/{id}/pause',
      '/v1/destinations/{id}/resume',
      '/v1/ledger',
      '/v1/purge',
      '/v1/reload',
    ]);
  });
});

function never(): never {
  throw new Error('Corrections have a suite of their own.');
}
