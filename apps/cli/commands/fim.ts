import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DataSchema, Example, Form, FormRule, Remark } from '#fim';
import { defineCommand, type Terminal, WrongCall } from '../command.js';

export const fim = defineCommand({
  name: 'fim',
  summary: 'Turn a data schema of FIM (XDatenfelder) into a form schema and an example',
  description: [
    'Reads XDatenfelder 3 and 2. The fields keep their ids as names.',
    'Without --out, the form schema goes to the standard output, and what is to be known about it to the other one.',
    'Rules that the form schema cannot say are listed in full: write them into the package.',
  ],
  positionals: [{ name: 'file', description: 'the data schema, usually S….xdf.xml' }],
  options: {
    out: {
      value: 'DIR',
      description: 'write <id>.schema.json, <id>.example.json and files/ for its attachments there',
    },
    json: { description: 'form schema, example, rules, fields and findings in one JSON document' },
  },
  exits: {
    0: 'the form schema holds all fields',
    1: 'the file, or a part of it, cannot be used',
    2: 'the call is wrong, or a file that it names cannot be read',
  },
  run: async ({ positionals: [file = ''], options, terminal }) => {
    const bytes = await readFile(resolve(file)).catch(() => {
      throw new WrongCall(`${file} cannot be read.`);
    });
    const reading = await read(bytes);
    const written =
      reading.form === undefined || options.out === undefined
        ? []
        : await write(options.out, reading);
    if (options.json) terminal.say(JSON.stringify(documentOf(file, reading, written), null, 2));
    else report(file, reading, written, terminal);
    return reading.remarks.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
});

interface Reading {
  remarks: readonly Remark[];
  schema?: DataSchema;
  form?: Form;
  example?: Example;
}

async function read(bytes: Uint8Array): Promise<Reading> {
  const { XmlUnreadable } = await import('#xoev');
  const { exampleOf, formOf, readDataSchema } = await import('#fim');
  try {
    const schema = readDataSchema(bytes);
    const form = formOf(schema);
    const example = exampleOf(schema);
    return { schema, form, example, remarks: [...form.remarks, ...example.remarks] };
  } catch (cause) {
    if (!(cause instanceof XmlUnreadable)) throw cause;
    const { line, message } = cause;
    return { remarks: [{ line, severity: 'error', message }] };
  }
}

/** Returns the paths of what was written. */
async function write(folder: string, { schema, form, example }: Reading): Promise<string[]> {
  const files: [string, string | Uint8Array][] = [
    [`${schema?.id}.schema.json`, lines(form?.schema)],
    [`${schema?.id}.example.json`, lines(example?.body)],
    ...(example?.files ?? []).map(({ name, bytes }): [string, Uint8Array] => [
      `files/${name}`,
      bytes,
    ]),
  ];
  await mkdir(files.length > 2 ? join(folder, 'files') : folder, { recursive: true });
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  return files.map(([name]) => join(folder, name));
}

function lines(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function documentOf(file: string, { schema, form, example, remarks }: Reading, written: string[]) {
  return {
    dataSchema: schema,
    form: form?.schema,
    example: example?.body,
    rules: form?.rules,
    written,
    findings: remarks.map((remark) => ({ file, ...remark })),
  };
}

function report(file: string, reading: Reading, written: string[], terminal: Terminal): void {
  const { schema, form, remarks } = reading;
  // What is beside the form schema must not stand in the way of `> form.schema.json`.
  const tell = written.length > 0 ? terminal.say : terminal.complain;
  if (schema !== undefined && form !== undefined) {
    if (written.length === 0) terminal.say(JSON.stringify(form.schema, null, 2));
    tell([schema.id, schema.version, schema.label].filter(Boolean).join(' '));
    for (const path of written) tell(`  ${path}`);
    for (const rule of form.rules) for (const line of ruleLines(rule)) tell(line);
  }
  for (const { line, severity, message } of remarks) {
    tell(`${file}:${line}  ${severity === 'warning' ? 'warning: ' : ''}${message}`);
  }
}

function ruleLines({ id, at, name, text, script, elements, expressed }: FormRule): string[] {
  if (expressed) return [`rule ${id} at ${at}: ${name} (in the form schema)`];
  return [
    `rule ${id} at ${at}: ${name} (to be written into the package; concerns ${elements.join(', ') || at})`,
    ...[text, script ?? '']
      .flatMap((words) => words.split('\n'))
      .filter((line) => line !== '')
      .map((line) => `    ${line}`),
  ];
}
