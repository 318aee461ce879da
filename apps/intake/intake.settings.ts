import { defineSettings, type Settings } from '#settings';

export const INTAKE_SETTINGS = defineSettings({
  maxData: {
    env: 'NAHTLOS_MAX_DATA',
    kind: 'integer',
    unit: 'bytes',
    minimum: 10_000,
    // With the announced attachments and the headers still below 1 MiB, the usual limit of a record in a topic.
    maximum: 950_000,
    default: 900_000,
    description: 'Largest submission, without the bytes of its attachments.',
  },
  maxAttachment: {
    env: 'NAHTLOS_MAX_ATTACHMENT',
    kind: 'integer',
    unit: 'bytes',
    minimum: 1_000,
    default: 1_000_000_000,
    description: 'Largest attachment, where the service does not set a lower limit.',
  },
  uploadTimeout: {
    env: 'NAHTLOS_UPLOAD_TIMEOUT',
    kind: 'integer',
    unit: 'seconds',
    minimum: 10,
    // The server itself gives a request two hours.
    maximum: 7_000,
    default: 3_600,
    description:
      'How long a submission with attachments may take to arrive. What a broken upload left behind is removed after twice this time.',
  },
  requestRate: {
    env: 'NAHTLOS_REQUEST_RATE',
    kind: 'integer',
    unit: 'requests per second and client',
    minimum: 0,
    default: 5_000,
    description:
      'Beyond this a client is asked to wait; ten seconds of it may come at once. 0 is off.',
  },
  minFreeBytes: {
    env: 'NAHTLOS_MIN_FREE_BYTES',
    kind: 'integer',
    unit: 'bytes',
    minimum: 0,
    default: 1_000_000_000,
    description:
      'Below this much free space in the data folder, or below the share of the disk, whichever is less, nothing is accepted.',
  },
  minFreePercent: {
    env: 'NAHTLOS_MIN_FREE_PERCENT',
    kind: 'number',
    unit: 'percent',
    minimum: 0,
    maximum: 100,
    default: 5,
    description: 'The share of the disk that must be free; see NAHTLOS_MIN_FREE_BYTES.',
  },
});

export type IntakeSettings = Settings<typeof INTAKE_SETTINGS>;
