import { join } from 'node:path';
import { kafkaClassPath } from '../../servers/kafka/jars.js';
import { projectFolder } from '../../servers/project-folder.js';
import { runTool } from '../../servers/run-tool.js';

export interface CommittedRecord {
  topic: string;
  partition: number;
  offset: bigint;
  /** Of the value, in hexadecimal. */
  sha256: string;
  key: string;
  headers: Readonly<Record<string, string>>;
}

/** What Kafka's own client in Java sees in the topics as a consumer of committed records. */
export async function readCommitted(
  brokers: readonly string[],
  topics: readonly string[],
): Promise<CommittedRecord[]> {
  const program = join(projectFolder(), 'test/faults/ReadCommitted.java');
  const said = await runTool([
    'java',
    ...['-Xmx256m', '-cp', await kafkaClassPath(), program],
    brokers.join(','),
    ...topics,
  ]);
  // Its log has no tabs.
  return said
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map(recordOf);
}

function recordOf(line: string): CommittedRecord {
  const [topic = '', partition, offset = '', sha256 = '', key = '', ...headers] = line.split('\t');
  return {
    topic,
    partition: Number(partition),
    offset: BigInt(offset),
    sha256,
    key: plain(key),
    headers: Object.fromEntries(
      headers.map((header) => header.split('=', 2).map(plain) as [string, string]),
    ),
  };
}

function plain(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '));
}
