import { defineCommand } from '../command.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';

export const destinationsResume = defineCommand({
  name: 'destinations resume',
  summary: 'Let a destination go on that is paused, disabled or does not answer',
  description: [
    'Dead letters stay dead letters: replay them once the destination is there again.',
    'Without a running server it is carried out when one starts.',
  ],
  positionals: [{ name: 'id', description: 'the id of the destination' }],
  options: DESK_OPTIONS,
  exits: { 0: 'it goes on' },
  run: async ({ positionals: [id = ''], options, terminal }) => {
    const { detail } = await withDesk(options, terminal, (desk) => desk.resume(id));
    terminal.say(`${id}  ${detail}`);
    return 0;
  },
});
