import { join, relative } from 'node:path';
import { startBothServers } from './both-servers.js';
import { foundTools } from './found-tools.js';
import { missingTools } from './missing-tools.js';
import { projectFolder } from './project-folder.js';

const complain = (line: string) => process.stderr.write(`${line}\n`);
const say = (line: string) => process.stdout.write(`${line}\n`);

const missing = missingTools(await foundTools());
if (missing.length > 0) {
  missing.forEach(complain);
  process.exit(1);
}

const folder = join(projectFolder(), '.cache/servers');
complain('Starting PostgreSQL and Kafka. The first time, Maven fetches Kafka.');
const servers = await startBothServers(folder).catch((error: Error) => {
  complain(error.message);
  process.exit(1);
});
say('export NAHTLOS_LOG=kafka');
say(`export NAHTLOS_STORE=${await servers.createDatabase('nahtlos')}`);
say(`export NAHTLOS_KAFKA_BROKERS=${servers.brokers.join(',')}`);
complain(
  `Both answer. Their data and logs are in ${relative(process.cwd(), folder)}. Ctrl-C stops them.`,
);

const stop = async () => {
  complain('Stopping Kafka and PostgreSQL.');
  await servers.stop();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
