import { defineSettings } from '#settings';
import { LOG_LEVELS } from '#telemetry';

export const RUNTIME_SETTINGS = defineSettings({
  host: {
    env: 'NAHTLOS_HOST',
    kind: 'text',
    default: '127.0.0.1',
    description:
      'Address on which the service listens. The demo key works only while this is a loopback address.',
  },
  port: {
    env: 'NAHTLOS_PORT',
    kind: 'integer',
    unit: 'port',
    minimum: 0,
    maximum: 65_535,
    default: 8080,
    description: 'Port on which the service listens; 0 takes a free one.',
  },
  data: {
    env: 'NAHTLOS_DATA',
    kind: 'path',
    default: './data',
    description: 'Folder of the database and the attachments; one server at a time.',
  },
  landscape: {
    env: 'NAHTLOS_LANDSCAPE',
    kind: 'path',
    default: './landscape/demo',
    description: 'Folder of the landscape: clients, authorities, activations, destinations, keys.',
  },
  packages: {
    env: 'NAHTLOS_PACKAGES',
    kind: 'path',
    default: './schemas',
    description: 'Folder of the packages.',
  },
  logLevel: {
    env: 'NAHTLOS_LOG_LEVEL',
    kind: 'choice',
    choices: LOG_LEVELS,
    default: 'info',
    description: 'Least severe log line that is written.',
  },
});
