import { type AcceptedSubmission, HEADERS } from '#domain';
import { openBatchFlow, recordOf } from './batch-flow.js';
import { residentMemory } from './resident-memory.js';
import { acceptedSample } from './sample.js';

/** What this program prints as JSON: so many submissions, good and bad ones mixed, with so many threads. */
export interface ManyRun {
  messages: number;
  /** Dead letters by their code. */
  letters: Record<string, number>;
  /** Megabytes after the first quarter, at the end, and at most. */
  early: number;
  late: number;
  peak: number;
}

/** The places of the form that are spoilt. */
interface SpoiltForm {
  inhaber: { eingetragenerName: unknown };
  meldung: { grund: unknown };
}

const BATCH = 200;
const [root = '.', threads = '0', submissions = '100000'] = process.argv.slice(2);
const total = Number(submissions);
const flow = await openBatchFlow(root, Number(threads));
const mixture = [
  acceptedSample(root),
  acceptedSample(root, 'meldewesen/examples/familie-flonheim'),
  // Has an expression, which is evaluated in a thread of its own.
  acceptedSample(root, 'steuern/examples/labrador-newel'),
  spoilt((data) => {
    data.inhaber.eingetragenerName = 'Rheinkiesel \u{1F600}';
  }),
  spoilt((data) => {
    data.meldung.grund = 'no such reason';
  }),
  spoilt((data) => {
    data.inhaber.eingetragenerName = ['two', 'names'];
  }),
  spoilt((data) => {
    data.inhaber.eingetragenerName = 'x'.repeat(10_000);
  }),
];

const run: ManyRun = { messages: 0, letters: {}, early: 0, late: 0, peak: 0 };
for (let done = 0; done < total; done += BATCH) {
  const batch = Array.from({ length: BATCH }, (_, index) =>
    recordOf(mixture[(done + index) % mixture.length]!, done + index),
  );
  for (const { topic, headers } of await flow.handle(batch)) {
    if (topic.startsWith('cluster.')) run.messages += 1;
    const code = topic.startsWith('dead-letters.') ? headers[HEADERS.code] : undefined;
    if (code !== undefined) run.letters[code] = (run.letters[code] ?? 0) + 1;
  }
  if (run.early === 0 && done >= total / 4) run.early = residentMemory(process.pid).now;
}
const { now, peak } = residentMemory(process.pid);
process.stdout.write(JSON.stringify({ ...run, late: now, peak }));
await flow.close();
// The thread of the expressions keeps no process alive, but ends only with it.
process.exit();

function spoilt(spoil: (data: SpoiltForm) => void): AcceptedSubmission {
  const accepted = structuredClone(acceptedSample(root));
  spoil(accepted.submission.data as unknown as SpoiltForm);
  return accepted;
}
