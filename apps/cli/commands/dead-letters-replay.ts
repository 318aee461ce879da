import { defineCommand } from '../command.js';
import { decideAll } from '../decide-all.js';
import { BULK_OPTIONS, decideBulk, demandsMany } from '../decide-bulk.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';

export const deadLettersReplay = defineCommand({
  name: 'dead-letters replay',
  summary: 'Hand what failed back to the step that could not take it',
  description: [
    'Correct the cause first: what fails again is the same dead letter again.',
    'Each failure is decided once; asked for twice, the second time does nothing and says so.',
    'With --all a whole group goes back, the oldest first; `dead-letters bulk` shows and ends what runs.',
  ],
  positionals: [
    { name: 'id', description: 'the ids of the dead letters', several: true, optional: true },
  ],
  options: { ...BULK_OPTIONS, ...DESK_OPTIONS },
  exits: {
    0: 'all of them go back',
    1: 'some were decided about before, are held for others, or failed to',
  },
  run: async ({ positionals, options, terminal }) => {
    const many = demandsMany(positionals, options);
    return withDesk(options, terminal, (desk) =>
      many
        ? decideBulk(desk, terminal, options, { operation: 'replay' })
        : decideAll(positionals, terminal, (id) => desk.replay(id)),
    );
  },
});
