import { join } from 'node:path';
import { type KafkaServer, startKafka } from '../../servers/kafka.js';
import { type PostgresServer, startPostgres } from '../../servers/postgres.js';

/** Servers that a fault may stop: those of the test run belong to all suites. */
export interface FaultServers {
  kafka: KafkaServer;
  postgres: PostgresServer;
}

export async function startFaultServers(folder: string): Promise<FaultServers> {
  const postgres = await startPostgres({ folder: join(folder, 'postgres') });
  return { postgres, kafka: await startKafka({ folder: join(folder, 'kafka') }) };
}

export async function stopFaultServers({ kafka, postgres }: FaultServers): Promise<void> {
  await kafka.stop();
  await postgres.stop();
}
