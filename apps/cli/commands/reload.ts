import { Failure } from '#domain';
import { defineCommand } from '../command.js';
import { DESK_OPTIONS, serverDesk } from '../desk/open-desk.js';

export const reload = defineCommand({
  name: 'reload',
  summary: 'Have the running server take landscape and packages as they are now',
  description: [
    'All or nothing: with a mistake anywhere, those before stay in force and every mistake is listed.',
    'The server notices changed files by itself as well; this one waits for the result.',
  ],
  positionals: [],
  options: DESK_OPTIONS,
  exits: { 0: 'they are in force', 1: 'they have mistakes; those before stay in force' },
  run: async ({ options, terminal }) => {
    const desk = await serverDesk(options, terminal);
    try {
      const { landscape, packages } = await desk.reload();
      terminal.say(`In force: ${landscape}, ${packages}.`);
      return 0;
    } catch (cause) {
      if (!(cause instanceof Failure) || cause.code !== 'invalid') throw cause;
      terminal.say(cause.message);
      for (const { pointer, detail } of cause.findings) terminal.say(`${pointer}  ${detail}`);
      return 1;
    }
  },
});
