import type { HeaderProfile } from './mapping/header-profiles.js';
import { HEADER_PROFILES } from './mapping/header-profiles.js';
import type { RuleSource } from './rules.js';

/** What package.yaml says. Paths are relative to the package's folder. */
export interface PackageFile {
  package: string;
  cluster: string;
  version: string;
  title: string;
  standard: { name: string; version: string };
  schema: string;
  urlMap?: string;
  header?: HeaderProfile;
  readerKeys?: string[];
  demonstration?: boolean;
  codeLists?: string[];
  services: {
    key: string;
    name: string;
    source: string;
    form: string;
    levelOfAssurance?: 'low' | 'substantial' | 'high';
    /** Form fields that deliberately end in no message. */
    unused?: string[];
    attachments?: { mediaTypes?: string[]; maximumCount?: number; maximumSize?: number };
  }[];
  mappings: string[];
  rules?: RuleSource[];
}

export interface MappingFile {
  message: string;
  service?: string;
  services?: string[];
  map: unknown;
}

const TEXT = { type: 'string', minLength: 1 };
const TEXTS = { type: 'array', items: TEXT };
const ID = { ...TEXT, pattern: '^[a-z][a-z0-9-]*$', description: 'an id in small letters' };
const SERVICE = {
  ...TEXT,
  pattern: '^99\\d{12}$',
  description: 'a Leistungsschlüssel of 14 digits in quotes',
};

export const PACKAGE_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: [
    'package',
    'cluster',
    'version',
    'title',
    'standard',
    'schema',
    'services',
    'mappings',
  ],
  properties: {
    package: ID,
    cluster: ID,
    version: { ...TEXT, pattern: '^\\d+\\.\\d+\\.\\d+$', description: 'a version such as "1.0.0"' },
    title: TEXT,
    standard: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'version'],
      properties: { name: TEXT, version: TEXT },
    },
    schema: TEXT,
    urlMap: TEXT,
    header: { enum: [...HEADER_PROFILES] },
    readerKeys: TEXTS,
    demonstration: { type: 'boolean' },
    codeLists: TEXTS,
    services: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['key', 'name', 'source', 'form'],
        properties: {
          key: SERVICE,
          name: TEXT,
          source: TEXT,
          form: TEXT,
          unused: TEXTS,
          levelOfAssurance: { enum: ['low', 'substantial', 'high'] },
          attachments: {
            type: 'object',
            additionalProperties: false,
            properties: {
              mediaTypes: { ...TEXTS, minItems: 1 },
              maximumCount: { type: 'integer', minimum: 0 },
              maximumSize: { type: 'integer', minimum: 1 },
            },
          },
        },
      },
    },
    mappings: { ...TEXTS, minItems: 1 },
    rules: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['message'],
        properties: {
          when: { type: ['string', 'object'] },
          require: TEXT,
          anyOf: { ...TEXTS, minItems: 1 },
          message: TEXT,
          services: { type: 'array', items: SERVICE, minItems: 1 },
        },
      },
    },
  },
};

export const MAPPING_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['message', 'map'],
  properties: {
    message: TEXT,
    service: SERVICE,
    services: { type: 'array', items: SERVICE, minItems: 1 },
    map: { type: 'object' },
  },
};
