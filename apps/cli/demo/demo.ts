import { readdir } from 'node:fs/promises';
import { TRANSPORTS } from '#destinations';
import { loadLandscape } from '#landscape';
import { loadPackages } from '#packages';
import { table } from '../table.js';
import { ask } from './ask.js';
import { deadLettersOf } from './dead-letters-of.js';
import { DemoClient, type DemoResult } from './demo-client.js';
import type { DemoFolders, DemoInstallation, Door } from './demo-installation.js';
import { type DemoSubmission, demoPlan } from './demo-plan.js';
import { acceptedRows, type Names, reasonLines, surprises } from './demo-report.js';
import { playMending } from './mending/mending.js';
import { playWayBack } from './way-back/way-back.js';

/**
 * Plays an online service, and shows what became of each submission.
 *
 * @param open gives the installation, which is stopped at the end
 * @param interrupted rejects where the demo is to end before that
 * @returns 0 when all is as the plan says, else 1
 */
export async function runDemo(
  folders: Pick<DemoFolders, 'packages' | 'landscape'>,
  open: () => Promise<DemoInstallation>,
  say: (line: string) => void,
  interrupted: Promise<never>,
): Promise<number> {
  const plan = await demoPlan(folders.packages, folders.landscape);
  const installation = await open();
  try {
    return await Promise.race([play(plan, installation, folders, say), interrupted]);
  } finally {
    await installation.stop();
  }
}

async function play(
  { examples, faulty }: { examples: DemoSubmission[]; faulty: DemoSubmission[] },
  installation: DemoInstallation,
  folders: Pick<DemoFolders, 'packages' | 'landscape'>,
  say: (line: string) => void,
): Promise<number> {
  const { intake, console, run } = installation;
  say(`It listens on ${intake.url}. Sending ${examples.length + faulty.length} submissions ...`);
  const client = new DemoClient({ ...intake, ...(run === undefined ? {} : { run }) });
  const sent = async (result: Promise<DemoResult>) => {
    const { sent: submission, status, view, seconds } = await result;
    const took = seconds === undefined ? '' : ` after ${seconds.toFixed(2)} s`;
    say(`  ${submission.body.reference}  ${status}  ${view?.status ?? 'refused'}${took}`);
    return result;
  };
  const accepted = await Promise.all(examples.map((example) => sent(client.send(example))));
  const rest: DemoResult[] = [];
  for (const submission of faulty) rest.push(await sent(client.send(submission)));
  const results = [...accepted, ...rest];
  const letters = await deadLettersOf(results, (path) => ask(console, path));
  const names = await namesIn(folders, installation.out);

  say('\nDelivered:\n');
  const header = ['reference', 'municipality', 'cluster', 'message id', 'status', 's', 'file'];
  say(table(header, acceptedRows(accepted, names)));
  say('\nRefused, set aside, or sent twice:\n');
  for (const result of rest) say(`${reasonLines(result, letters).join('\n')}\n`);
  const all = results.flatMap((result) =>
    surprises(result, letters).map((what) => `${result.sent.body.reference}: ${what}`),
  );
  const { own } = installation;
  if (own !== undefined) {
    all.push(...(await playMending(installation, own, say)));
    all.push(...(await playWayBack(installation, own, accepted, say)));
  }
  const closed = await sayLedger(console, say);
  if (all.length > 0) say(`\nNot as expected:\n  ${all.join('\n  ')}`);
  if (installation.next.length > 0) say(`\n${installation.next.join('\n')}`);
  return all.length === 0 && closed ? 0 : 1;
}

async function sayLedger(console: Door, say: (line: string) => void): Promise<boolean> {
  const ledger = await ask<{ sums: Record<string, number>; closed: boolean }>(
    console,
    '/v1/ledger',
  );
  const sums = Object.entries(ledger.sums).map(([name, count]) => `${name} ${count}`);
  say(`Ledger: ${sums.join(', ')}; ${ledger.closed ? 'the sums agree' : 'THE SUMS DO NOT AGREE'}.`);
  return ledger.closed;
}

async function namesIn(
  folders: Pick<DemoFolders, 'packages' | 'landscape'>,
  out: string | undefined,
): Promise<Names> {
  const packages = await loadPackages(folders.packages);
  const landscape = await loadLandscape(folders.landscape, {
    transports: TRANSPORTS,
    services: packages,
  });
  const files = out === undefined ? [] : await readdir(out, { recursive: true });
  return {
    area: (key) => landscape.areaName(key) ?? key,
    cluster: (service) => packages.service(service)?.cluster ?? '',
    file: (messageId) => files.find((file) => file.endsWith(`${messageId}.xml`)),
  };
}
