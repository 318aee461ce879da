import { defineCommand } from '../command.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';

export const destinationsPause = defineCommand({
  name: 'destinations pause',
  summary: 'Let nothing more be attempted at a destination',
  description: [
    'What is under way comes to its end. What waits keeps its order, and no time counts against it.',
    'Without a running server it is carried out when one starts.',
  ],
  positionals: [{ name: 'id', description: 'the id of the destination' }],
  options: {
    reason: { value: 'TEXT', description: 'why, for whoever wonders', required: true },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'it is paused' },
  run: async ({ positionals: [id = ''], options, terminal }) => {
    const { detail } = await withDesk(options, terminal, (desk) => desk.pause(id, options.reason));
    terminal.say(`${id}  ${detail}`);
    return 0;
  },
});
