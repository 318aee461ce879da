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
  publicUrl: {
    env: 'NAHTLOS_PUBLIC_URL',
    kind: 'text',
    default: null,
    description:
      'Where case systems reach this service, e.g. `https://nahtlos.amt.example`. Begins the address of every attachment in the header `nahtlos_attachments`, which is a path without it, and every link to one.',
  },
  data: {
    env: 'NAHTLOS_DATA',
    kind: 'path',
    default: './data',
    description:
      'Folder of this process, and of the database and the attachments where no other place is named; one process at a time.',
  },
  eventLog: {
    env: 'NAHTLOS_LOG',
    kind: 'choice',
    choices: ['embedded', 'kafka'],
    default: 'embedded',
    description:
      'Where the events lie: in the database of the store (embedded), or on Apache Kafka. Services of their own need kafka.',
  },
  store: {
    env: 'NAHTLOS_STORE',
    kind: 'text',
    default: null,
    description:
      'The database: sqlite:FILE, or postgres://USER@HOST:PORT/DATABASE; without it, a file in the data folder. Services of their own need postgres.',
  },
  storePasswordFile: {
    env: 'NAHTLOS_STORE_PASSWORD_FILE',
    kind: 'path',
    default: null,
    description: 'File with the password of the database user, so that no address holds it.',
  },
  storeConnections: {
    env: 'NAHTLOS_STORE_CONNECTIONS',
    kind: 'integer',
    unit: 'connections',
    minimum: 2,
    maximum: 1_000,
    default: 10,
    description: 'Connections of this process to PostgreSQL at most.',
  },
  blobs: {
    env: 'NAHTLOS_BLOBS',
    kind: 'path',
    default: null,
    description:
      'Folder of the attachments; without it, blobs in the data folder. Services of their own share one, on a volume that all machines see.',
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
