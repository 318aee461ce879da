import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { writeBackup } from '#backup';
import { Failure, type Retention } from '#domain';
import { EmbeddedEventLog } from '#event-log';
import {
  BulkOperations,
  BulkRunner,
  DeadLetterOperations,
  DeadLetterRegister,
  DestinationOperations,
  DestinationRegister,
  LedgerKeeper,
  PurgeKeeper,
  REGISTER_MIGRATIONS,
  registerLag,
  runRegisterSteps,
} from '#register';
import { demandNotMoved, lockDataFolder, SqliteStore } from '#store';
import type { OperatorDesk } from './operator-desk.js';

const PAUSE_MILLISECONDS = 20;
const PATIENCE_MILLISECONDS = 30_000;

/**
 * Works on a data folder that no server uses. Takes the lock, so that none starts meanwhile, and lets the register
 * take in what a killed server left behind; what is decided here is carried out by the next server.
 */
export async function openStoreDesk(
  dataFolder: string,
  operator: string,
  retentionInForce: () => Promise<Retention>,
): Promise<OperatorDesk> {
  const file = join(dataFolder, 'nahtlos.db');
  if (!existsSync(file)) {
    throw new Failure(
      'not-found',
      `${dataFolder} is no data folder of Nahtlos. Name it with --data or NAHTLOS_DATA.`,
    );
  }
  demandNotMoved(file);
  const lock = lockDataFolder(dataFolder);
  const store = new SqliteStore(file);
  const now = () => new Date();
  try {
    const eventLog = await EmbeddedEventLog.open({
      store,
      observer: { retrying: () => {}, poisoned: () => {} },
      now: Date.now,
    });
    await store.migrate('console', REGISTER_MIGRATIONS);
    const steps = runRegisterSteps(eventLog);
    await catchUp(eventLog);
    const register = new DeadLetterRegister({ store });
    const operations = new DeadLetterOperations({ store, eventLog, now });
    const bulk = new BulkOperations({ store, now });
    const runner = new BulkRunner({ store, eventLog, now, log: { warn: () => {} } });
    // Without a server nobody has loaded the landscape: what is known are the destinations that something happened at.
    const destinations = new DestinationRegister({ store, destinations: () => [] });
    const decisions = new DestinationOperations({ store, eventLog, register: destinations });
    const keeper = new LedgerKeeper({ store, eventLog, patience: 5_000 });
    return {
      list: (filter, page) => register.list(filter, page),
      groups: (filter) => register.groups(filter),
      show: async (id, payload) => {
        const letter = await register.show(id, { payload });
        if (letter === undefined) throw new Failure('not-found', `There is no dead letter ${id}.`);
        return letter;
      },
      replay: (id) => operations.replay(id, operator),
      discard: (id, reason) => operations.discard(id, operator, reason),
      assign: (id, to, note) => operations.assign(id, operator, to === null ? null : { to, note }),
      beginBulk: async (request) => {
        const begun = await bulk.start(request, operator);
        runner.start();
        return begun;
      },
      bulk: (id) => bulk.show(id),
      bulks: () => bulk.list(),
      cancelBulk: (id) => bulk.cancel(id),
      destinations: () => destinations.list(),
      destination: async (id) => {
        const found = await destinations.show(id);
        if (found === undefined) throw new Failure('not-found', `There is no destination ${id}.`);
        return found;
      },
      pause: (id, reason) => decisions.pause(id, operator, reason),
      resume: (id) => decisions.resume(id, operator),
      ledger: ({ from, to }) => keeper.ledger({ from, to: to ?? now() }),
      purge: async (dryRun) => {
        const retention = await retentionInForce();
        const purge = new PurgeKeeper({ store, eventLog, retention: () => retention, now });
        return dryRun
          ? { ...(await purge.survey()), purged: 0, forgotten: 0, records: 0 }
          : purge.run();
      },
      backup: (target) => writeBackup({ store, dataFolder, now }, target),
      close: async () => {
        await runner.stop();
        await steps.stop();
        await eventLog.close();
        await store.close();
        lock.release();
      },
    };
  } catch (cause) {
    await store.close();
    lock.release();
    throw cause;
  }
}

/** Waits as long as the register gets on. */
async function catchUp(eventLog: EmbeddedEventLog): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  for (let idle = 0; idle < PATIENCE_MILLISECONDS; idle += PAUSE_MILLISECONDS) {
    const lag = await registerLag(eventLog);
    if (lag === 0) return;
    if (lag < least) [least, idle] = [lag, 0];
    await setTimeout(PAUSE_MILLISECONDS);
  }
  throw new Failure(
    'internal',
    'The register cannot take in what happened. Start the server: its log tells why.',
  );
}
