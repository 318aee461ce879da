import { join } from 'node:path';
import { sql } from 'kysely';
import { Failure } from '#domain';
import { checkTopics, FreshTopics } from '#event-log';
import { isShared, openStore, RUNTIME_SETTINGS } from '#runtime';
import { readSettings } from '#settings';
import { placeOf, type Store, type Tx } from '#store';
import { type Terminal, WrongCall } from '../command.js';
import { SILENT } from '../topics/silent.js';
import { type TopicPlan, topicPlan } from '../topics/topic-plan.js';
import { CARRIED_OVER } from './carried-over.js';
import { CARRIED_TABLES } from './carried-tables.js';
import { SHARED_OWNERS } from './owners.js';
import { type AnyTables, countOf, tableNames } from './table-rows.js';

/** Where an installation is carried to: an empty database, unused topics, a folder of attachments. */
export interface Target {
  store: Store;
  /** As sentences name it. */
  place: string;
  blobs: string;
  plan: TopicPlan;
  topics: FreshTopics;
  close(): Promise<void>;
}

const { data, store, storePasswordFile, storeConnections, blobs, eventLog } = RUNTIME_SETTINGS;
const SETTINGS = { data, store, storePasswordFile, storeConnections, blobs, eventLog };

/** Tables that hold rows once a service has been started. */
const STARTED = ['outbox', 'outbox_lease', 'step_position', 'installation'];
const HELD = [...CARRIED_TABLES.map(({ name }) => name), ...STARTED];

/**
 * Opens what the settings name: those with which the services are going to run.
 *
 * @throws WrongCall where they name no PostgreSQL or no Kafka, Failure where the topics are not as planned
 */
export async function openTarget(env: Terminal['env']): Promise<Target> {
  const own = Object.values(SETTINGS).map((setting) => [setting.env, env[setting.env]]);
  const settings = readSettings(SETTINGS, Object.fromEntries(own));
  if (!isShared(settings) || settings.eventLog !== 'kafka') {
    throw new WrongCall(
      'Call it with the settings of the new installation: NAHTLOS_STORE=postgres://..., NAHTLOS_LOG=kafka, NAHTLOS_KAFKA_BROKERS, NAHTLOS_BLOBS and what else its services have.',
    );
  }
  const plan = await topicPlan(env);
  const { server, database } = placeOf(settings.store ?? '');
  const opened = await openStore(settings);
  try {
    await checkTopics(plan.topics, { options: plan.options, log: SILENT });
    const topics = await FreshTopics.open(plan.options, SILENT);
    return {
      store: opened,
      place: `${database} at ${server}`,
      blobs: settings.blobs ?? join(settings.data, 'blobs'),
      plan,
      topics,
      close: async () => {
        await topics.close();
        await opened.close();
      },
    };
  } catch (cause) {
    await opened.close();
    throw cause;
  }
}

/** @throws Failure `conflict` where anything was ever accepted, or a service was started */
export async function demandEmpty(tables: AnyTables, place: string): Promise<void> {
  const there = await tableNames(tables);
  for (const name of [...HELD, CARRIED_OVER]) {
    if (!there.includes(name) || (await countOf(tables, name)) === 0) continue;
    throw new Failure(
      'conflict',
      `The database ${place} holds an installation already. Name an empty one: createdb --encoding=UTF8 --template=template0 <name>.`,
    );
  }
}

/** Makes the tables as the services would at their first start. */
export async function makeTables(store: Store): Promise<void> {
  for (const [owner, migrations] of Object.entries(SHARED_OWNERS)) {
    await store.migrate(owner, migrations);
  }
}

/** Keeps services that are started meanwhile from writing until the unit of work ends. */
export async function lockTables(tx: Tx): Promise<void> {
  const names = [...CARRIED_TABLES.map(({ name }) => name), 'outbox', 'step_position'];
  const tables = sql.join(names.map((name) => sql.table(name)));
  await sql`lock table ${tables} in exclusive mode`.execute(tx.tables());
}
