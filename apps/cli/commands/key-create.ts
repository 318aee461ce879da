import { resolve } from 'node:path';
import type { KeySpec } from '#landscape';
import { installationFolders } from '../cli.settings.js';
import { defineCommand, WrongCall } from '../command.js';

export const keyCreate = defineCommand({
  name: 'key create',
  summary: 'Make an API key and add it to the landscape',
  description: [
    'The key is shown this one time; keys.yaml keeps its hash. A running server knows it a few seconds later.',
    'A platform posts submissions, a case system fetches and acknowledges messages, an operator is a person.',
  ],
  positionals: [],
  options: {
    role: { value: 'ROLE', description: 'platform, operator or case-system', required: true },
    client: { value: 'ID', description: 'platform: the client of the landscape that it acts for' },
    service: {
      value: 'KEY',
      description: 'platform: a service that it may submit; all where absent',
      multiple: true,
    },
    name: { value: 'NAME', description: "operator: the person's name, for the journal" },
    destination: {
      value: 'ID',
      description: 'case-system: a destination that it reads',
      multiple: true,
    },
    note: { value: 'TEXT', description: 'what the key is for, kept beside it' },
    landscape: {
      value: 'DIR',
      description:
        'the folder of the landscape; NAHTLOS_LANDSCAPE or ./landscape/demo where absent',
    },
  },
  exits: { 0: 'the key is made' },
  run: async ({ options, terminal }) => {
    const spec = specIn(options);
    const folder =
      options.landscape === undefined
        ? (await installationFolders(terminal.env)).landscape
        : resolve(options.landscape);
    const { createKey } = await import('#landscape');
    const { presented } = await createKey(folder, spec);
    terminal.say(presented);
    terminal.complain('Keep it safe: it is not shown again.');
    return 0;
  },
});

interface Given {
  role: string;
  client: string | undefined;
  service: string[];
  name: string | undefined;
  destination: string[];
  note: string | undefined;
}

/** Each role takes its own options, and no others: what is given and not meant would be lost silently. */
function specIn({ role, client, service, name, destination, note }: Given): KeySpec {
  const strange = (allowed: readonly string[]) => {
    const given = { client, service: service[0], name, destination: destination[0] };
    for (const [option, value] of Object.entries(given)) {
      if (value !== undefined && !allowed.includes(option)) {
        throw new WrongCall(`--${option} does not go with the role ${role}.`);
      }
    }
  };
  const noted = note === undefined ? {} : { note };
  switch (role) {
    case 'platform':
      strange(['client', 'service']);
      if (client === undefined) throw new WrongCall('--client is missing: whom the key acts for.');
      return { role, client, services: service.length === 0 ? 'all' : service, ...noted };
    case 'operator':
      strange(['name']);
      if (name === undefined) throw new WrongCall('--name is missing: who the operator is.');
      return { role, name, ...noted };
    case 'case-system':
      strange(['destination']);
      if (destination.length === 0) throw new WrongCall('--destination is missing.');
      return { role, destinations: destination, ...noted };
    default:
      throw new WrongCall('--role is platform, operator or case-system.');
  }
}
