import { parseArgs } from 'node:util';
import { ConfigurationError, Failure } from '#domain';
import { SettingsError } from '#settings';
import { type Command, type Terminal, WrongCall } from './command.js';
import { COMMANDS } from './commands.js';
import { helpOf, overview } from './help.js';

const WRONG_CALL = 2;
const NOT_CARRIED_OUT = 3;

/** Runs what the words say. Returns the exit code. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const command = commandIn(words);
  const asksForHelp = words.includes('--help') || words.includes('-h') || words[0] === 'help';
  if (command === undefined) return lost(words, asksForHelp, terminal);
  if (asksForHelp) {
    terminal.say(helpOf(command));
    return 0;
  }
  try {
    const call = read(command, words.slice(command.name.split(' ').length));
    return await command.run({ ...call, terminal });
  } catch (cause) {
    return explain(cause, command, terminal);
  }
}

function commandIn(words: readonly string[]): Command | undefined {
  const said = words[0] === 'help' ? words.slice(1) : words;
  return COMMANDS.find((command) =>
    command.name.split(' ').every((word, position) => said[position] === word),
  );
}

/** Without a command: the overview, or that part of it that begins as the words do. */
function lost(words: readonly string[], asksForHelp: boolean, terminal: Terminal): number {
  const first = words.find((word) => !word.startsWith('-') && word !== 'help');
  const family = COMMANDS.filter((command) => command.name.split(' ')[0] === first);
  if (asksForHelp || first === undefined) {
    terminal.say(overview(family.length > 0 ? family : COMMANDS));
    return asksForHelp ? 0 : WRONG_CALL;
  }
  const second = words.slice(words.indexOf(first) + 1).find((word) => !word.startsWith('-'));
  const named = family.length === 0 ? first : second && `${first} ${second}`;
  if (named !== undefined) terminal.complain(`There is no command ${named}.`);
  terminal.complain(overview(family.length > 0 ? family : COMMANDS));
  return WRONG_CALL;
}

function read(command: Command, words: readonly string[]) {
  const { values, positionals } = parsed(command, words);
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(command.options)) {
    const given = values[name];
    if (given === undefined && option.required === true) {
      throw new WrongCall(`--${name} is missing: ${option.description}.`);
    }
    options[name] = given ?? (option.multiple === true ? [] : option.value ? undefined : false);
  }
  const demanded = command.positionals.filter((positional) => positional.optional !== true);
  const missing = demanded[positionals.length];
  if (missing !== undefined) {
    throw new WrongCall(`<${missing.name}> is missing: ${missing.description}.`);
  }
  const several = command.positionals.at(-1)?.several === true;
  if (!several && positionals.length > command.positionals.length) {
    throw new WrongCall(`There is a word too many: ${positionals[command.positionals.length]}.`);
  }
  return { positionals, options: options as never };
}

function parsed(command: Command, words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(command.options).map(([name, { value, multiple }]) => [
          name,
          {
            type: value === undefined ? ('boolean' as const) : ('string' as const),
            multiple: multiple === true,
          },
        ]),
      ),
    });
  } catch (cause) {
    // What follows the first sentence is advice about words that begin with a dash.
    throw new WrongCall(`${(cause as Error).message.split('. ', 1)[0]}.`.replace(/\.\.$/, '.'));
  }
}

function explain(cause: unknown, command: Command, terminal: Terminal): number {
  if (cause instanceof WrongCall) {
    terminal.complain(cause.message);
    terminal.complain(`\`nahtlos ${command.name} --help\` says how it is called.`);
    return WRONG_CALL;
  }
  if (cause instanceof Failure) {
    terminal.complain(cause.message);
    for (const { pointer, detail } of cause.findings) terminal.complain(`  ${pointer}: ${detail}`);
  } else if (cause instanceof ConfigurationError || cause instanceof SettingsError) {
    terminal.complain(cause.message);
  } else {
    terminal.complain(`${(cause as Error).message ?? cause}`);
  }
  return command.exits[2] === undefined ? NOT_CARRIED_OUT : WRONG_CALL;
}
