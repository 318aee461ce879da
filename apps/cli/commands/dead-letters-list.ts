import { LETTER_STATES, type LetterState } from '#register';
import { defineCommand, WrongCall } from '../command.js';
import { CRITERIA, criteriaIn } from '../criteria.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';
import { ofGroup } from '../of-group.js';
import { table } from '../table.js';
import { counted, onTheClock } from '../words.js';

const MOST = 500;
const NEXT_STEPS =
  '`nahtlos dead-letters list --of <group>` lists one, `nahtlos dead-letters replay --group <group> --all` hands one back.';

export const deadLettersList = defineCommand({
  name: 'dead-letters list',
  summary: 'List what needs a person, those that wait longest first',
  description: [
    'With --group, what has one cause is counted together. The name of a group is for replay and discard.',
  ],
  positionals: [],
  options: {
    group: { description: 'group by code, place, package version and destination' },
    of: { value: 'NAME', description: 'of this group only, as --group names it' },
    state: {
      value: 'STATE',
      description: `${LETTER_STATES.join(', ')} or all; open where absent`,
    },
    ...CRITERIA,
    limit: { value: 'NUMBER', description: `at most so many, up to ${MOST}; 100 where absent` },
    after: { value: 'MARK', description: 'go on where the list before ended' },
    json: { description: 'as JSON' },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'they are listed' },
  run: async ({ options, terminal }) => {
    const filter = { ...criteriaIn(options), state: stateIn(options.state) };
    if (options.group) {
      if (options.of !== undefined) throw new WrongCall('--group counts groups, --of lists one.');
      const groups = await withDesk(options, terminal, (desk) => desk.groups(filter));
      if (options.json) terminal.say(JSON.stringify({ groups }, null, 2));
      else if (groups.length > 0) {
        terminal.say(
          table(
            ['group', 'letters', 'code', 'place', 'package', 'destination', 'waiting since'],
            groups.map((group) => [
              group.id,
              String(group.letters),
              group.code,
              group.place,
              group.packageVersion ?? '',
              group.destination ?? '',
              onTheClock(group.firstAt),
            ]),
          ),
        );
        terminal.say('');
        terminal.say(NEXT_STEPS);
      } else terminal.say('No dead letters.');
      return 0;
    }
    const page = {
      limit: limitIn(options.limit),
      ...(options.after === undefined ? {} : { after: options.after }),
    };
    const { of } = options;
    const { deadLetters, next } = await withDesk(options, terminal, async (desk) =>
      desk.list(of === undefined ? filter : await ofGroup(desk, of, filter), page),
    );
    if (options.json) terminal.say(JSON.stringify({ deadLetters, next }, null, 2));
    else if (deadLetters.length > 0) {
      terminal.say(
        table(
          [
            'id',
            'since',
            'state',
            'code',
            'place',
            'cluster',
            'reference',
            'destination',
            'held for',
          ],
          deadLetters.map((letter) => [
            letter.id,
            onTheClock(letter.lastAt),
            letter.state,
            letter.code,
            letter.place,
            letter.cluster,
            letter.reference ?? '',
            letter.destination ?? '',
            letter.assignedTo ?? '',
          ]),
        ),
      );
      terminal.say('');
      terminal.say(
        next === null
          ? `${counted(deadLetters.length, 'dead letter')}. \`nahtlos dead-letters show <id>\` tells more.`
          : `${counted(deadLetters.length, 'dead letter')}, and more: --after ${next}`,
      );
    } else terminal.say('No dead letters.');
    return 0;
  },
});

function stateIn(given = 'open'): LetterState | undefined {
  if (given === 'all') return undefined;
  if (LETTER_STATES.includes(given as LetterState)) return given as LetterState;
  throw new WrongCall(`--state is one of ${LETTER_STATES.join(', ')}, all.`);
}

function limitIn(given = '100'): number {
  const limit = Number(given);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw new WrongCall(`--limit is a number from 1 to ${MOST}.`);
}
