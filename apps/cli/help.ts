import type { Command, Option } from './command.js';
import { table } from './table.js';

/** Every command in a line. */
export function overview(commands: readonly Command[]): string {
  return [
    'nahtlos: takes online applications and hands them to the case-handling systems',
    '',
    table(
      undefined,
      commands.map((command) => [`  nahtlos ${usage(command)}`, command.summary]),
    ),
    '',
    '`nahtlos <command> --help` says more. The server itself is started by `npm start`.',
  ].join('\n');
}

export function helpOf(command: Command): string {
  const parts = [`nahtlos ${usage(command)}`, '', `${command.summary}.`, ...command.description];
  const { positionals, options } = command;
  const rows = [
    ...positionals.map(({ name, description }) => [`  ${name}`, description]),
    ...Object.entries(options).map(([name, option]) => [
      `  --${name}${option.value === undefined ? '' : ` ${option.value}`}`,
      described(option),
    ]),
    ['  --help', 'this text'],
  ];
  const exits = Object.entries({
    ...(command.exits[2] === undefined
      ? { 2: 'the call is wrong', 3: 'it could not be carried out' }
      : {}),
    ...command.exits,
  });
  return [
    ...parts,
    '',
    table(undefined, rows),
    '',
    'Exit codes:',
    table(
      undefined,
      exits.map(([code, meaning]) => [`  ${code}`, meaning]),
    ),
  ].join('\n');
}

function usage({ name, positionals, options }: Command): string {
  const words = positionals.map((positional) => {
    const word = `<${positional.name}>${positional.several === true ? '...' : ''}`;
    return positional.optional === true ? `[${word}]` : word;
  });
  const demanded = Object.entries(options)
    .filter(([, option]) => option.required === true)
    .map(([option, { value }]) => `--${option} ${value ?? ''}`.trim());
  return [name, ...words, ...demanded].join(' ');
}

function described({ description, required, multiple }: Option): string {
  const remarks = [required === true ? 'required' : '', multiple === true ? 'repeatable' : '']
    .filter((remark) => remark !== '')
    .join(', ');
  return remarks === '' ? description : `${description} (${remarks})`;
}
