import { installationFolders } from '../cli.settings.js';
import { defineCommand, WrongCall } from '../command.js';
import type { WrittenPackage } from '../scaffold/written-package.js';
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
    'With --out, a package is written that check can read. Into one that is there already only what is missing is',
    'written, and the lines are said that its package.yaml then needs. Nothing is overwritten. The schema set stays',
    'where it is if the package may read it there; otherwise it is copied, unchanged.',
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
    out: { value: 'DIR', description: 'the folder of the package' },
    service: { value: 'KEY', description: 'the Leistungsschlüssel of the service: 14 digits' },
    json: { description: 'everything in one JSON document' },
  },
  exits: {
    0: 'the skeleton is complete',
    1: 'the schema set has mistakes',
    2: 'the call is wrong, or a file cannot be read or is there already',
  },
  run: async ({ options, terminal }) => {
    const { service: given, form: formPath, 'url-map': urlMap, out, within } = options;
    if (given !== undefined && !/^99\d{12}$/.test(given)) {
      throw new WrongCall(
        `${given} is no Leistungsschlüssel: it has 14 digits and begins with 99.`,
      );
    }
    const place = await schemaPlace(options.schema, { urlMap, within });
    const { formInput } = await import('../scaffold/form-input.js');
    const { formOfService, knownPackage, onlyService } = await import(
      '../scaffold/known-package.js'
    );
    const known = out === undefined ? undefined : await knownPackage(out);
    const asked = given ?? (formPath === undefined ? onlyService(known) : undefined);
    const path = formPath ?? formOfService(out ?? '', known, asked);
    const form = path === undefined ? undefined : await formInput(path);
    const { findingsOf, messageSet } = await import('../scaffold/message-set.js');
    const loaded = await messageSet(place, options.root).catch(findingsOf);
    if ('length' in loaded) {
      if (options.json) terminal.say(JSON.stringify({ findings: loaded }, null, 2));
      else
        for (const { file, line, message } of loaded) terminal.say(`${file}:${line}  ${message}`);
      return 1;
    }
    const { scaffoldMessage } = await import('#packages');
    const service = asked ?? form?.service ?? PLACEHOLDER;
    const { set, root } = loaded;
    const made = scaffoldMessage({ set, root, form: form?.schema, service });
    let written: WrittenPackage | undefined;
    if (out !== undefined) {
      const { packages } = await installationFolders(terminal.env);
      const { writtenPackage } = await import('../scaffold/written-package.js');
      const isPlaceholder = service === PLACEHOLDER;
      const parts = { root, service, form: form?.bytes, isPlaceholder, known };
      written = await writtenPackage(out, { ...{ place, loaded, urlMap, made }, parts, packages });
    }
    const { forMachines, scaffoldLines, writtenLines } = await import('../scaffold/report.js');
    if (options.json) {
      terminal.say(JSON.stringify(forMachines(made, written), null, 2));
      return 0;
    }
    if (written === undefined) {
      terminal.say(made.mapping.trimEnd());
      // The mapping alone is what `> mapping.yaml` shall hold.
      for (const line of scaffoldLines(made)) terminal.complain(line);
    } else {
      for (const line of [...scaffoldLines(made), ...writtenLines(written)]) terminal.say(line);
    }
    return 0;
  },
});
