import { defineCommand, WrongCall } from '../command.js';
import { decideAll } from '../decide-all.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';

export const deadLettersAssign = defineCommand({
  name: 'dead-letters assign',
  summary: 'Hold what failed for a colleague, or for nobody in particular any more',
  description: [
    'Who decides about a whole group leaves it out, unless it is held for them; who names it decides about it.',
    'The list says who looks after what. The note stays in the register, not in the journal.',
  ],
  positionals: [{ name: 'id', description: 'the ids of the dead letters', several: true }],
  options: {
    to: { value: 'NAME', description: 'who looks after them' },
    note: { value: 'TEXT', description: 'what the colleague should know' },
    release: { description: 'for nobody in particular any more' },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'all of them are held or released', 1: 'some were so before, or failed to' },
  run: async ({ positionals, options, terminal }) => {
    const { to = null, note = null, release } = options;
    if ((to === null) !== release) throw new WrongCall('Say --to whom, or --release.');
    return withDesk(options, terminal, (desk) =>
      decideAll(positionals, terminal, (id) => desk.assign(id, to, note)),
    );
  },
});
