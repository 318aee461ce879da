import { table } from '../../table.js';
import { counted } from '../../words.js';
import { ask, askUntil } from '../ask.js';
import type { DemoInstallation, Door, OwnConfiguration } from '../demo-installation.js';
import { BROKEN_SERVICE, breakMapping } from './broken-mapping.js';
import { sendCases } from './dog-owners.js';
import { wrongDeliveries } from './wrong-deliveries.js';

const CASES = 500;
/** Letters a second. */
const RATE = 1_000;

/** Dead letters of one cause, as the console groups them. */
interface Group {
  code: string;
  place: string;
  packageVersion: string | null;
  letters: number;
}

/**
 * A mapping is broken, hundreds of applications meet it, it is mended, and one decision sends all of them on their
 * way. Returns what is not as it should be, as sentences.
 */
export async function playMending(
  { intake, console }: Pick<DemoInstallation, 'intake' | 'console'>,
  { packages, reload }: Pick<OwnConfiguration, 'packages' | 'reload'>,
  say: (line: string) => void,
): Promise<string[]> {
  say('\nA mapping is broken on purpose: that of the dog tax.\n');
  const mend = await breakMapping(packages);
  await reload();
  const cases = await sendCases(intake, packages, CASES);
  const group = await wholeGroup(console);
  if (group === undefined) return [`${CASES} applications did not become one group`];
  const supplements = cases.filter(({ supplement }) => supplement !== undefined).length;
  say(`${CASES} applications met it. To the operators they are one line:\n`);
  const { letters, code, place, packageVersion } = group;
  say(
    table(
      ['letters', 'code', 'place', 'package'],
      [[`${letters}`, code, place, packageVersion ?? '']],
    ),
  );
  say(`\n${counted(supplements, 'supplement')} wait behind them, each in its case.`);

  await mend();
  await reload();
  const done = await replayed(console, group);
  if (done !== CASES) return [`${done ?? 'not all'} of ${CASES} dead letters were replayed`];
  const wrong = await wrongDeliveries(intake, cases);
  if (wrong.length === 0) {
    say(
      `The mapping is mended, and one replay of the group delivered ${CASES + supplements} messages, each once and each case in order.`,
    );
  }
  return wrong;
}

function wholeGroup(console: Door): Promise<Group | undefined> {
  return askUntil(
    console,
    `/v1/dead-letters?group=cause&service=${BROKEN_SERVICE}`,
    ({ groups }: { groups: Group[] }) => groups.find(({ letters }) => letters === CASES),
  );
}

/** How many letters went back; undefined where it does not come to an end. */
async function replayed(console: Door, group: Group): Promise<number | undefined> {
  const { code, place, packageVersion } = group;
  const filter = {
    service: BROKEN_SERVICE,
    code,
    place,
    ...(packageVersion && { packageVersion }),
  };
  const begun = { filter, operation: 'replay', rate: RATE };
  const { id } = await ask<{ id: string }>(console, '/v1/dead-letters/bulk', begun);
  return askUntil(
    console,
    `/v1/dead-letters/bulk/${id}`,
    (bulk: { state: string; done: number }) => (bulk.state === 'done' ? bulk.done : undefined),
  );
}
