import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { ownCertificate } from './kafka/certificate.js';
import { kafkaClassPath } from './kafka/jars.js';
import { type KafkaOptions, kafkaProperties, propertiesText } from './kafka/properties.js';
import { keptPorts } from './kept-ports.js';
import { startProgram } from './program.js';
import { runTool } from './run-tool.js';

/** A Kafka server of one node, on loopback. */
export interface KafkaServer {
  /** Of the process that runs now. */
  pid(): number;
  /** The plain door: no authentication, no encryption. */
  brokers: string[];
  /** The door with SASL in plain text; none unless asked for. */
  saslBrokers: string[];
  /** The door with TLS, and SASL where that was asked for too; none unless asked for. */
  tlsBrokers: string[];
  /** The certificate to trust at the door with TLS, as PEM. */
  ca: string | undefined;
  stop(): Promise<void>;
  /** Ends it as a power cut would: it gets no chance to tidy up. */
  kill(): Promise<void>;
  /** Starts it again after `stop` or `kill`, on the same ports and data. */
  start(): Promise<void>;
  /** It keeps its connections and answers nothing. */
  pause(): void;
  resume(): void;
}

/** Starts Kafka on the folder, with the data that it left there, and waits until it answers. */
export async function startKafka(options: { folder: string } & KafkaOptions): Promise<KafkaServer> {
  const folder = resolve(options.folder);
  const files = { data: join(folder, 'data'), keyStore: join(folder, 'certificate.p12') };
  await mkdir(folder, { recursive: true });
  const [controller = 0, plain = 0, sasl = 0, tls = 0] = await keptPorts(folder, 4);
  const ca = options.tls ? await ownCertificate(files.keyStore) : undefined;
  const settings = join(folder, 'server.properties');
  const properties = kafkaProperties(files, { controller, plain, sasl, tls }, options);
  await writeFile(settings, propertiesText(properties));
  const classPath = await kafkaClassPath();
  if (!existsSync(files.data)) await format(classPath, settings, options);

  const brokers = [`127.0.0.1:${plain}`];
  const run = () =>
    startProgram({
      name: 'Kafka',
      command: ['java', '-Xmx512m', '-cp', classPath, 'kafka.Kafka', settings],
      logFile: join(folder, 'server.log'),
      probe: () => answers(brokers),
    });
  let program = await run();
  return {
    pid: () => program.pid,
    brokers,
    saslBrokers: options.sasl === undefined ? [] : [`127.0.0.1:${sasl}`],
    tlsBrokers: options.tls ? [`127.0.0.1:${tls}`] : [],
    ca,
    stop: async () => {
      program.signal('SIGCONT');
      await program.end('SIGTERM');
    },
    kill: () => program.end('SIGKILL'),
    start: async () => {
      program = await run();
    },
    pause: () => program.signal('SIGSTOP'),
    resume: () => program.signal('SIGCONT'),
  };
}

async function format(classPath: string, settings: string, { sasl }: KafkaOptions): Promise<void> {
  const tool = ['java', '-cp', classPath, 'kafka.tools.StorageTool'] as const;
  const cluster = (await runTool([...tool, 'random-uuid'])).trim();
  const credentials = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) =>
    sasl === undefined
      ? []
      : ['--add-scram', `${mechanism}=[name=${sasl.username},password=${sasl.password}]`],
  );
  await runTool([...tool, 'format', '--config', settings, '--cluster-id', cluster, ...credentials]);
}

/** It answers when it counts itself among the brokers that may lead partitions. */
async function answers(brokers: string[]): Promise<void> {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    if (cluster.brokers.length === 0) throw new Error('No broker may lead partitions yet.');
  } finally {
    await admin.disconnect();
  }
}
