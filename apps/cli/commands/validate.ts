import { readFile } from 'node:fs/promises';
import { ConfigurationError, type ConfigurationFinding, type Finding } from '#domain';
import type { SchemaSet, Validator, Violation } from '#xoev';
import { defineCommand, type Terminal, WrongCall } from '../command.js';
import { codeListsIn } from '../schemas/code-lists-in.js';
import { SCHEMA_OPTIONS } from '../schemas/schema-options.js';
import { schemaPlace } from '../schemas/schema-place.js';
import { counted } from '../words.js';

export const validate = defineCommand({
  name: 'validate',
  summary: 'Check messages against a schema, offline',
  description: [
    'Each violation has its XML path and line, and says what was expected; values of the message are not shown.',
    'With --code-lists, codes are looked up where the schema leaves them to a list.',
    'Includes and imports stay within the folder that holds the schema, the URL map and all files it names.',
  ],
  positionals: [{ name: 'file', description: 'a message, as XML', several: true }],
  options: {
    schema: {
      value: 'XSD',
      description: 'the schema, or a folder whose XSDs count together',
      required: true,
    },
    'code-lists': { value: 'DIR', description: 'a folder of code lists, as genericode' },
    ...SCHEMA_OPTIONS,
    json: { description: 'as JSON' },
  },
  exits: {
    0: 'all are valid',
    1: 'a message is not valid, or the schema does not load',
    2: 'the call is wrong, or a file that it names cannot be read',
  },
  run: async ({ positionals, options, terminal }) => {
    const place = await schemaPlace(options.schema, {
      urlMap: options['url-map'],
      within: options.within,
    });
    const messages = await Promise.all(positionals.map(message));
    const folder = options['code-lists'];
    const lists = folder === undefined ? [] : await codeListsIn(folder);
    const { checkCodes, loadSchemaSet, Validator } = await import('#xoev');
    let set: SchemaSet;
    let validator: Validator;
    try {
      set = await loadSchemaSet(place.source);
      validator = Validator.compile(set);
    } catch (cause) {
      if (!(cause instanceof ConfigurationError)) throw cause;
      return unloaded(cause.findings, options.json, terminal);
    }
    const unchecked = new Set<string>();
    const results = messages.map(({ file, bytes }): Result => {
      const findings = validator.violations(bytes);
      if (folder === undefined || findings.some(({ code }) => code === 'not-well-formed')) {
        return { file, findings };
      }
      const codes = checkCodes(bytes, set, lists);
      for (const list of codes.unchecked) unchecked.add(list);
      return { file, findings: [...findings, ...codes.findings] };
    });
    validator.close();
    if (options.json) {
      const shown = { schema: [], files: results, uncheckedLists: [...unchecked].sort() };
      terminal.say(JSON.stringify(shown, null, 2));
    } else {
      for (const line of results.flatMap(lines)) terminal.say(line);
      for (const list of [...unchecked].sort()) {
        terminal.say(`The codes of ${list} were not looked up: the folder does not have the list.`);
      }
    }
    return results.every(({ findings }) => findings.length === 0) ? 0 : 1;
  },
});

interface Result {
  file: string;
  findings: readonly (Finding & Partial<Pick<Violation, 'line'>>)[];
}

async function message(file: string): Promise<{ file: string; bytes: Uint8Array }> {
  try {
    return { file, bytes: await readFile(file) };
  } catch {
    throw new WrongCall(`${file} cannot be read.`);
  }
}

function unloaded(
  findings: readonly ConfigurationFinding[],
  asJson: boolean,
  terminal: Terminal,
): number {
  if (asJson) terminal.say(JSON.stringify({ schema: findings, files: [] }, null, 2));
  else {
    terminal.say(`The schema does not load: ${counted(findings.length, 'mistake')}.`);
    for (const { file, line, message } of findings) terminal.say(`  ${file}:${line}  ${message}`);
    terminal.say('`nahtlos schema` says more about a schema, and what a URL map needs.');
  }
  return 1;
}

function lines({ file, findings }: Result): string[] {
  if (findings.length === 0) return [`${file}: valid`];
  return [
    `${file}: ${counted(findings.length, 'violation')}`,
    ...findings.map(
      ({ pointer, line, detail }) =>
        `  ${line === undefined ? '' : `line ${line}, `}${pointer}: ${detail}`,
    ),
  ];
}
