import { readFile } from 'node:fs/promises';
import { installationFolders } from '../cli.settings.js';
import { defineCommand, WrongCall } from '../command.js';
import { SCHEMA_OPTIONS } from '../schemas/schema-options.js';
import { schemaPlace } from '../schemas/schema-place.js';

/** Fits the pattern of a Leistungsschlüssel, and is none. */
const PLACEHOLDER = '99000000000000';

export const scaffold = defineCommand({
  name: 'scaffold',
  summary: 'Write the skeleton of a mapping for a message of a schema set',
  description: [
    'Names every target that the message demands, with its documentation, and as comments those that it does not.',
    'With a form, what fits by its name is written as the source; what a person has to fill says todo.',
    'Without --out, the mapping goes to the standard output, and what is to be known about it to the other one.',
    'With --out, a package is written that check can read. Nothing that is there already is overwritten. The schema',
    'set stays where it is if the package may read it there; otherwise it is copied, unchanged.',
  ],
  positionals: [],
  options: {
    schema: {
      value: 'XSD',
      description: 'the XSD of the message, or a folder of XSDs',
      required: true,
    },
    root: {
      value: 'NAME',
      description: 'the message: the name of its root element',
      required: true,
    },
    ...SCHEMA_OPTIONS,
    form: { value: 'FILE', description: 'the form: a JSON Schema, or XDatenfelder of FIM' },
    out: { value: 'DIR', description: 'the folder of the new package' },
    service: { value: 'KEY', description: 'the Leistungsschlüssel of the service: 14 digits' },
    json: { description: 'everything in one JSON document' },
  },
  exits: {
    0: 'the skeleton is complete',
    1: 'the schema set has mistakes',
    2: 'the call is wrong, or a file cannot be read or is there already',
  },
  run: async ({ options, terminal }) => {
    const { service: given, form: formPath, 'url-map': urlMapPath } = options;
    if (given !== undefined && !/^99\d{12}$/.test(given)) {
      throw new WrongCall(
        `${given} is no Leistungsschlüssel: it has 14 digits and begins with 99.`,
      );
    }
    const place = await schemaPlace(options.schema, { urlMap: urlMapPath, within: options.within });
    const { formInput } = await import('../scaffold/form-input.js');
    const form = formPath === undefined ? undefined : await formInput(formPath);
    const { findingsOf, messageSet } = await import('../scaffold/message-set.js');
    const loaded = await messageSet(place, options.root).catch(findingsOf);
    if ('length' in loaded) {
      if (options.json) terminal.say(JSON.stringify({ findings: loaded }, null, 2));
      else
        for (const { file, line, message } of loaded) terminal.say(`${file}:${line}  ${message}`);
      return 1;
    }
    const { scaffoldMessage, needText } = await import('#packages');
    const service = given ?? form?.service ?? PLACEHOLDER;
    const { set, root } = loaded;
    const made = scaffoldMessage({ set, root, form: form?.schema, service });
    const { scaffoldLines, writtenLines } = await import('../scaffold/report.js');
    const lines = scaffoldLines(made, needText);
    let files: string[] = [];
    if (options.out === undefined) {
      if (!options.json) {
        terminal.say(made.mapping.trimEnd());
        for (const line of lines) terminal.complain(line);
      }
    } else {
      const { packages } = await installationFolders(terminal.env);
      const { schemaInPackage } = await import('../scaffold/schema-in-package.js');
      const { packageFiles } = await import('../scaffold/package-files.js');
      const { writePackage } = await import('../scaffold/write-package.js');
      const urlMap =
        urlMapPath === undefined
          ? undefined
          : { file: urlMapPath, bytes: await readFile(urlMapPath) };
      const inPackage = await schemaInPackage(options.out, packages, place, loaded, urlMap);
      const { content, mapping } = packageFiles(made, inPackage, {
        ...{ root, service, form: form?.bytes },
        isPlaceholder: service === PLACEHOLDER,
      });
      await writePackage(options.out, content);
      files = [...content.keys()];
      if (!options.json) {
        for (const line of [...lines, ...writtenLines(options.out, files, mapping, inPackage)]) {
          terminal.say(line);
        }
      }
    }
    if (options.json) {
      const { forMachines } = await import('../scaffold/for-machines.js');
      terminal.say(JSON.stringify(forMachines(made, files), null, 2));
    }
    return 0;
  },
});
