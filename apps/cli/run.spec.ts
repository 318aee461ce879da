import { describe, expect, test } from '@jest/globals';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { COMMANDS } from './commands.js';

function call(...words: string[]) {
  return callNahtlos(words);
}

describe('nahtlos', () => {
  test.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s explains itself with its options and exit codes',
    async (name, command) => {
      const { exit, said } = await call(...name.split(' '), '--help');
      expect(exit).toBe(0);
      expect(said).toContain(`nahtlos ${name}`);
      for (const option of Object.keys(command.options)) expect(said).toContain(`--${option}`);
      expect(said).toContain('Exit codes:');
      expect((await call('help', ...name.split(' '))).said).toBe(said);
    },
  );

  test('lists every command', async () => {
    const { exit, said } = await call('--help');
    expect(exit).toBe(0);
    for (const { name } of COMMANDS) expect(said).toContain(`nahtlos ${name}`);
    expect((await call()).exit).toBe(2);
  });

  test.each(['check', 'preview', 'validate', 'schema', 'scaffold', 'docs', 'fim'])(
    'tells machines of %s by JSON and by 0, 1 and 2 alone',
    async (name) => {
      const command = COMMANDS.find((one) => one.name === name)!;
      expect(command.options).toHaveProperty('json');
      expect(Object.keys(command.exits)).toEqual(['0', '1', '2']);
      expect((await call(name, '--no-such-option')).exit).toBe(2);
    },
  );

  test('shows the family where a word is missing', async () => {
    const { exit, complained } = await call('dead-letters');
    expect(exit).toBe(2);
    expect(complained).toContain('dead-letters replay');
    expect(complained).not.toContain('ledger');
  });

  test.each([
    [['fly'], 'There is no command fly.'],
    [['dead-letters', 'groups'], 'There is no command dead-letters groups.'],
    [['ledger', '--frm', '2026-11-22'], "Unknown option '--frm'."],
    [['ledger', '--from'], '--from'],
    [['ledger', 'today'], 'There is a word too many: today.'],
    [['dead-letters', 'show'], '<id> is missing'],
    [['dead-letters', 'discard', 'x'], '--reason is missing'],
    [['dead-letters', 'edit', 'x'], '--form or --message'],
    [['dead-letters', 'edit', 'x', '--message', 'm', '--area', '1'], '--area goes with --form'],
    [['dead-letters', 'replay', '--code', 'x'], 'Add --all'],
    [['dead-letters', 'assign', 'x'], '--to whom'],
    [['dead-letters', 'list', '--state', 'lost'], '--state is one of'],
    [['dead-letters', 'list', '--limit', '0'], '--limit is a number'],
    [['restore', 'x.tar'], '--data is missing'],
    [['key', 'create', '--role', 'king'], '--role is'],
    [['key', 'create', '--role', 'platform'], '--client is missing'],
    [['key', 'create', '--role', 'operator', '--name', 'E', '--client', 'x'], 'does not go with'],
    [['key', 'create', '--role', 'case-system'], '--destination is missing'],
    [['demo', '--out', 'out'], '--out goes with --intake only.'],
    [['demo', '--intake', 'http://127.0.0.1:1', '--servers'], '--servers or --intake, not both'],
    [['demo', '--intake', 'http://127.0.0.1:1'], '--platform-key goes with --intake.'],
  ])('takes %j for a wrong call, and says why', async (words, why) => {
    const { exit, complained } = await call(...words);
    expect(exit).toBe(2);
    expect(complained).toContain(why);
  });
});
