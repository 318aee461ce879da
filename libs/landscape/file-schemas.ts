const ID = {
  type: 'string',
  pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
  description: 'lower-case letters, digits and hyphens',
} as const;
const NAME = { type: 'string', minLength: 1, maxLength: 250 } as const;
const SERVICE = {
  type: 'string',
  pattern: '^99\\d{12}$',
  description: 'a Leistungsschlüssel of 14 digits in quotes',
} as const;
const AREA = {
  type: 'string',
  pattern: '^(\\d{2}|\\d{3}|\\d{5}|\\d{9}|\\d{12})$',
  description: 'an ARS of 2, 3, 5, 9 or 12 digits in quotes',
} as const;
const DAY = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: 'a calendar date such as 2026-01-31',
} as const;
const DAYS = { type: 'integer', minimum: 0, maximum: 3_650 } as const;
const SECONDS = { type: 'number', minimum: 0 } as const;
const PAUSE = { type: 'number', minimum: 1, maximum: 86_400 } as const;
const KEYS = { type: 'object', additionalProperties: { type: 'string', minLength: 1 } } as const;

function closed(required: readonly string[], properties: Record<string, unknown>) {
  return { type: 'object', additionalProperties: false, required, properties };
}

/** A file that holds one list under the list's own name. */
function listOf(name: string, item: unknown) {
  return closed([name], { [name]: { type: 'array', items: item } });
}

const AREA_NAMES = { type: 'object', additionalProperties: NAME } as const;

export const LANDSCAPE_FILE = closed(['landscape', 'version', 'timeZone'], {
  landscape: ID,
  version: { type: 'string', pattern: '^[\\w.-]{1,40}$', description: 'a version in quotes' },
  timeZone: { type: 'string' },
  areas: closed([], {
    ars: { type: 'string' },
    ags: { type: 'string' },
    names: { type: ['string', 'object'], additionalProperties: NAME },
  }),
  retention: closed([], {
    days: DAYS,
    clusters: { type: 'object', additionalProperties: DAYS },
  }),
});

export const AREA_NAMES_FILE = AREA_NAMES;

const KEY_COMMON = {
  id: ID,
  sha256: {
    type: 'string',
    pattern: '^[0-9a-f]{64}$',
    description: 'the SHA-256 of a secret in hex, as `nahtlos key create` writes it',
  },
  loopbackSecret: { type: 'string', minLength: 1 },
  note: { type: 'string' },
  createdAt: { type: 'string' },
} as const;

const KEY = {
  ...closed(['id', 'role'], {
    ...KEY_COMMON,
    role: { type: 'string', enum: ['platform', 'operator', 'case-system'] },
    client: { type: 'string' },
    services: {
      type: ['string', 'array'],
      description: 'all, or a list of Leistungsschlüssel in quotes',
      pattern: '^all$',
      items: SERVICE,
    },
    name: NAME,
    destinations: { type: 'array', minItems: 1, items: { type: 'string' } },
  }),
} as const;

/** How a destination is treated, whatever its transport. */
const PATIENCE = {
  concurrency: { type: 'integer', minimum: 1, maximum: 1_000 },
  retry: closed([], {
    initialInterval: SECONDS,
    maximumInterval: SECONDS,
    giveUpAfter: SECONDS,
  }),
  breaker: closed([], {
    failures: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    firstProbe: PAUSE,
    longestProbe: PAUSE,
  }),
} as const;

/** The lists of a landscape: file name, and what is in it. */
export const LISTS = {
  clients: listOf(
    'clients',
    closed(['id', 'name', 'directory', 'key'], {
      id: ID,
      name: NAME,
      directory: NAME,
      key: {
        type: 'string',
        pattern: '^[a-z]+:.+$',
        description: 'a directory key with its prefix, such as psw:07000001',
      },
      email: NAME,
      telephone: NAME,
      address: closed(['postalCode', 'town'], {
        street: NAME,
        houseNumber: NAME,
        postalCode: { type: 'string', pattern: '^\\d{5}$', description: 'five digits in quotes' },
        town: NAME,
      }),
      webhook: {
        type: 'object',
        required: ['url', 'secret'],
        properties: PATIENCE,
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
    }),
  ),
  authorities: listOf('authorities', closed(['id', 'name'], { id: ID, name: NAME, keys: KEYS })),
  activations: listOf(
    'activations',
    closed(['service', 'area', 'authority', 'targets'], {
      service: SERVICE,
      area: AREA,
      authority: { type: 'string' },
      onBehalfOf: { type: 'string' },
      tenant: { type: 'string', minLength: 1 },
      targets: {
        type: 'array',
        minItems: 1,
        items: closed(['message', 'destination'], {
          name: { type: 'string', minLength: 1, maxLength: 100 },
          message: { type: 'string' },
          destination: { type: 'string' },
        }),
      },
      package: {
        type: 'string',
        pattern: '^\\d+\\.\\d+\\.\\d+$',
        description: 'a package version such as 1.0.0 in quotes',
      },
      validFrom: DAY,
      validTo: DAY,
      levelOfAssurance: { type: 'string', enum: ['low', 'substantial', 'high'] },
      tests: { type: 'boolean' },
    }),
  ),
  destinations: listOf(
    'destinations',
    closed(['id', 'name', 'transport', 'settings'], {
      id: ID,
      name: NAME,
      transport: { type: 'string' },
      ownTopic: { type: 'boolean' },
      summary: { type: 'boolean' },
      notResponsible: { type: 'string', enum: ['dead-letter', 'forward'] },
      ...PATIENCE,
      settings: {
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
    }),
  ),
  keys: listOf('keys', KEY),
} as const;
