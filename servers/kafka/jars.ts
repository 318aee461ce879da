import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../project-folder.js';
import { runTool } from '../run-tool.js';

/**
 * The class path of Kafka. Maven fetches the jars once per version; a copy of the pom beside them says that they
 * are complete.
 */
export async function kafkaClassPath(): Promise<string> {
  const pom = join(projectFolder(), 'servers/kafka/pom.xml');
  const wanted = await readFile(pom, 'utf8');
  const folder = join(projectFolder(), '.cache', `kafka-${versionIn(wanted)}`);
  const jars = join(folder, 'jars');
  const witness = join(folder, 'pom.xml');
  if (!existsSync(witness) || (await readFile(witness, 'utf8')) !== wanted) {
    const fresh = join(folder, `jars-${process.pid}`);
    await mkdir(folder, { recursive: true });
    await runTool([
      'mvn',
      ...['--quiet', '--batch-mode', '--no-transfer-progress', '--file', pom],
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${fresh}`,
    ]);
    await rm(jars, { recursive: true, force: true });
    await rename(fresh, jars);
    await copyFile(pom, witness);
  }
  return [join(projectFolder(), 'servers/kafka'), join(jars, '*')].join(':');
}

function versionIn(pom: string): string {
  const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(pom)?.[1];
  if (version === undefined) throw new Error('servers/kafka/pom.xml has no kafka.version.');
  return version;
}
