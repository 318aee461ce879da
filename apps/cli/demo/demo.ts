import { mkdir, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { TRANSPORTS } from '#destinations';
import { loadLandscape } from '#landscape';
import { loadPackages } from '#packages';
import { type ServerProcess, startServerProcess } from '#runtime';
import { table } from '../table.js';
import { DemoClient, type DemoResult } from './demo-client.js';
import { demoPlan } from './demo-plan.js';
import { acceptedRows, type Letter, type Names, reasonLines, surprises } from './demo-report.js';

interface DemoFolders {
  /** Where the program was built to. */
  program: string;
  packages: string;
  landscape: string;
  /** Must not exist yet. */
  data: string;
}

/**
 * Starts Nahtlos on an empty data folder, plays an online service, and shows what became of each submission.
 *
 * @returns 0 when all is as the plan says, else 1
 */
export async function runDemo(folders: DemoFolders, say: (line: string) => void): Promise<number> {
  const { examples, faulty } = await demoPlan(folders.packages, folders.landscape);
  await mkdir(folders.data, { recursive: true });
  say(`Starting Nahtlos on ${shown(folders.data)} ...`);
  const server = await startServerProcess({
    program: folders.program,
    dataFolder: folders.data,
    settings: { NAHTLOS_LANDSCAPE: folders.landscape, NAHTLOS_PACKAGES: folders.packages },
  });
  try {
    say(`It listens on ${server.url}. Sending ${examples.length + faulty.length} submissions ...`);
    const client = new DemoClient(server.url, 'demo-key');
    const sent = async (result: Promise<DemoResult>) => {
      const { sent: submission, status, view, seconds } = await result;
      const took = seconds === undefined ? '' : ` after ${seconds.toFixed(2)} s`;
      say(`  ${submission.body.reference}  ${status}  ${view?.status ?? 'refused'}${took}`);
      return result;
    };
    const accepted = await Promise.all(examples.map((example) => sent(client.send(example))));
    const rest: DemoResult[] = [];
    for (const submission of faulty) rest.push(await sent(client.send(submission)));
    const letters = await lettersOf(server);
    const names = await namesIn(folders);

    say('\nDelivered:\n');
    const header = ['reference', 'municipality', 'cluster', 'message id', 'status', 's', 'file'];
    say(table(header, acceptedRows(accepted, names)));
    say('\nRefused, set aside, or sent twice:\n');
    for (const result of rest) say(`${reasonLines(result, letters).join('\n')}\n`);
    const closed = await sayLedger(server, say);

    const all = [...accepted, ...rest].flatMap((result) =>
      surprises(result, letters).map((what) => `${result.sent.body.reference}: ${what}`),
    );
    if (all.length > 0) say(`\nNot as expected:\n  ${all.join('\n  ')}`);
    sayWhatNext(folders, say);
    return all.length === 0 && closed ? 0 : 1;
  } finally {
    await server.stop();
  }
}

async function lettersOf(server: ServerProcess): Promise<Letter[]> {
  const list = (await operatorGet(server, '/v1/dead-letters')) as { deadLetters: { id: string }[] };
  return Promise.all(
    list.deadLetters.map(
      ({ id }) => operatorGet(server, `/v1/dead-letters/${id}`) as Promise<Letter>,
    ),
  );
}

async function sayLedger(server: ServerProcess, say: (line: string) => void): Promise<boolean> {
  const ledger = (await operatorGet(server, '/v1/ledger')) as {
    sums: Record<string, number>;
    closed: boolean;
  };
  const sums = Object.entries(ledger.sums).map(([name, count]) => `${name} ${count}`);
  say(`Ledger: ${sums.join(', ')}; ${ledger.closed ? 'the sums agree' : 'THE SUMS DO NOT AGREE'}.`);
  return ledger.closed;
}

async function operatorGet(server: ServerProcess, path: string): Promise<unknown> {
  const answer = await fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${server.operatorKey}` },
  });
  if (!answer.ok) throw new Error(`GET ${path} was answered with ${answer.status}.`);
  return answer.json();
}

async function namesIn(folders: DemoFolders): Promise<Names> {
  const packages = await loadPackages(folders.packages);
  const landscape = await loadLandscape(folders.landscape, {
    transports: TRANSPORTS,
    services: packages,
  });
  const files = await readdir(join(folders.data, 'out'), { recursive: true });
  return {
    area: (key) => landscape.areaName(key) ?? key,
    cluster: (service) => packages.service(service)?.cluster ?? '',
    file: (messageId) => files.find((file) => file.endsWith(`${messageId}.xml`)),
  };
}

function sayWhatNext(folders: DemoFolders, say: (line: string) => void): void {
  const data = shown(folders.data);
  say(`
The messages lie in ${data}/out, the server's log is ${data}/server.log.
What to try next:
  NAHTLOS_DATA=${data} npm run nahtlos -- dead-letters list
  NAHTLOS_DATA=${data} npm run nahtlos -- ledger
  NAHTLOS_DATA=${data} npm start`);
}

function shown(path: string): string {
  const here = relative(resolve('.'), path);
  return here.startsWith('..') ? path : here;
}
