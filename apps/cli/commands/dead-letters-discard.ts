import { defineCommand } from '../command.js';
import { decideAll } from '../decide-all.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';

export const deadLettersDiscard = defineCommand({
  name: 'dead-letters discard',
  summary: 'Give up what failed, for a reason that stays in the journal',
  description: [
    'The submission ends as discarded, and the later ones of its case follow. This cannot be taken back.',
    'Name no person and nothing from the application in the reason: the journal is kept for years.',
  ],
  positionals: [{ name: 'id', description: 'the ids of the dead letters', several: true }],
  options: {
    reason: { value: 'TEXT', description: 'why it is given up', required: true },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'all of them are discarded', 1: 'some were decided about before, or failed to' },
  run: ({ positionals, options, terminal }) =>
    withDesk(options, terminal, (desk) =>
      decideAll(positionals, terminal, (id) => desk.discard(id, options.reason)),
    ),
});
