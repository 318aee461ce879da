import { defineCommand } from '../command.js';
import { decideAll } from '../decide-all.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';

export const deadLettersReplay = defineCommand({
  name: 'dead-letters replay',
  summary: 'Hand what failed back to the step that could not take it',
  description: [
    'Correct the cause first: what fails again is the same dead letter again.',
    'Each failure is decided once; asked for twice, the second time does nothing and says so.',
  ],
  positionals: [{ name: 'id', description: 'the ids of the dead letters', several: true }],
  options: DESK_OPTIONS,
  exits: { 0: 'all of them go back', 1: 'some were decided about before, or failed to' },
  run: ({ positionals, options, terminal }) =>
    withDesk(options, terminal, (desk) =>
      decideAll(positionals, terminal, (id) => desk.replay(id)),
    ),
});
