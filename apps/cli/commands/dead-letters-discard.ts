import { defineCommand } from '../command.js';
import { decideAll } from '../decide-all.js';
import { BULK_OPTIONS, decideBulk, demandsMany } from '../decide-bulk.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';

export const deadLettersDiscard = defineCommand({
  name: 'dead-letters discard',
  summary: 'Give up what failed, for a reason that stays in the journal',
  description: [
    'The submission ends as discarded, and the later ones of its case follow. This cannot be taken back.',
    'Name no person and nothing from the application in the reason: the journal is kept for years.',
    'With --all a whole group is given up; `dead-letters bulk` shows and ends what runs.',
  ],
  positionals: [
    { name: 'id', description: 'the ids of the dead letters', several: true, optional: true },
  ],
  options: {
    reason: { value: 'TEXT', description: 'why it is given up', required: true },
    ...BULK_OPTIONS,
    ...DESK_OPTIONS,
  },
  exits: {
    0: 'all of them are discarded',
    1: 'some were decided about before, are held for others, or failed to',
  },
  run: async ({ positionals, options, terminal }) => {
    const many = demandsMany(positionals, options);
    const { reason } = options;
    return withDesk(options, terminal, (desk) =>
      many
        ? decideBulk(desk, terminal, options, { operation: 'discard', reason })
        : decideAll(positionals, terminal, (id) => desk.discard(id, reason)),
    );
  },
});
