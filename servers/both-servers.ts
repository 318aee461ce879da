import { join } from 'node:path';
import { startKafka } from './kafka.js';
import { startPostgres } from './postgres.js';

/** PostgreSQL and Kafka, each on a folder of its own below the given one. */
export interface BothServers {
  /** The address of the database that every PostgreSQL server has. */
  postgres: string;
  createDatabase(name: string): Promise<string>;
  brokers: string[];
  /** Of the processes that run now. */
  pids: { postgres: number; kafka: number };
  /** Stops them in the reverse order of their start. */
  stop(): Promise<void>;
}

export async function startBothServers(folder: string): Promise<BothServers> {
  const postgres = await startPostgres({ folder: join(folder, 'postgres') });
  const kafka = await startKafka({ folder: join(folder, 'kafka') });
  return {
    postgres: postgres.url,
    createDatabase: postgres.createDatabase,
    brokers: kafka.brokers,
    pids: { postgres: postgres.pid(), kafka: kafka.pid() },
    stop: async () => {
      await kafka.stop();
      await postgres.stop();
    },
  };
}
