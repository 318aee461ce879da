import { FAILURES } from '#domain';
import type { DataType } from '#xoev';
import { HEADER_PROFILES } from './mapping/header/header-profiles.js';
import type { RuleSource } from './rules/rule.js';

/** What package.yaml says. Paths are relative to the package's folder. */
export interface PackageFile {
  package: string;
  cluster: string;
  version: string;
  /** The day from which submissions that are received belong to this version, where there are several. */
  validFrom?: string;
  title: string;
  standard: { name: string; version: string };
  /** The XSD that leads to all others, or several that are read together. */
  schema: string | string[];
  urlMap?: string;
  /** A header profile by its name, or a file with a header of the package's own. */
  header?: string;
  readerKeys?: string[];
  characters?: DataType;
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
    attachments?: {
      mediaTypes?: string[];
      maximumCount?: number;
      maximumSize?: number;
      /** Bytes, all attachments of a submission together. */
      maximumTotal?: number;
      /** Of each of these purposes there has to be one. */
      required?: string[];
    };
  }[];
  /** Bytes of attachments that a message may embed, all together. */
  embeddedLimit?: number;
  fragments?: string[];
  mappings: string[];
  rules?: RuleSource[];
  /** The standard's codes for our failures. */
  rejections?: { list?: string; codes: Record<string, string> };
}

export interface MappingFile {
  message: string;
  /** The standard's code for the message, where neither its list nor its name tells. */
  typeCode?: string;
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

const DATE = {
  ...TEXT,
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: 'a day such as 2027-05-01',
};
const CONDITION = { type: ['string', 'object'] };

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
    validFrom: DATE,
    title: TEXT,
    standard: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'version'],
      properties: { name: TEXT, version: TEXT },
    },
    schema: {
      anyOf: [TEXT, { ...TEXTS, minItems: 1 }],
      description: 'the XSD, or a list of XSDs that are read together',
    },
    urlMap: TEXT,
    header: {
      ...TEXT,
      pattern: `^(${Object.keys(HEADER_PROFILES).join('|')}|.*\\.yaml)$`,
      description: `one of ${Object.keys(HEADER_PROFILES).join(', ')}, or a file such as mappings/header.yaml`,
    },
    readerKeys: TEXTS,
    characters: { enum: ['A', 'B', 'C', 'D', 'E', 'String.Latin', 'XML'] },
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
              maximumTotal: { type: 'integer', minimum: 1 },
              required: { ...TEXTS, minItems: 1 },
            },
          },
        },
      },
    },
    embeddedLimit: { type: 'integer', minimum: 0, maximum: 7_000_000 },
    fragments: TEXTS,
    mappings: { ...TEXTS, minItems: 1 },
    rules: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['message'],
        properties: {
          message: TEXT,
          on: { enum: ['form', 'message'] },
          services: { type: 'array', items: SERVICE, minItems: 1 },
          messages: { ...TEXTS, minItems: 1 },
          each: TEXT,
          when: CONDITION,
          require: CONDITION,
          forbid: CONDITION,
          anyOf: { ...TEXTS, minItems: 1 },
          oneOf: { ...TEXTS, minItems: 1 },
          atLeast: {
            type: 'object',
            additionalProperties: false,
            required: ['count', 'of'],
            properties: { count: { type: 'integer', minimum: 1 }, of: TEXT },
          },
          order: {
            type: 'array',
            minItems: 2,
            items: {
              description: 'a path, or { submission: receivedAt }',
              anyOf: [
                TEXT,
                {
                  type: 'object',
                  additionalProperties: false,
                  required: ['submission'],
                  properties: { submission: TEXT },
                },
              ],
            },
          },
          strict: { type: 'boolean' },
        },
      },
    },
    rejections: {
      type: 'object',
      additionalProperties: false,
      required: ['codes'],
      properties: {
        list: TEXT,
        codes: {
          type: 'object',
          propertyNames: {
            enum: Object.keys(FAILURES),
            description: 'a failure as docs/failures.md lists them',
          },
          additionalProperties: TEXT,
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
    typeCode: TEXT,
    service: SERVICE,
    services: { type: 'array', items: SERVICE, minItems: 1 },
    map: { type: 'object' },
  },
};

export const FRAGMENTS_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['fragments'],
  properties: { fragments: { type: 'object', additionalProperties: { type: 'object' } } },
};

export const HEADER_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['map'],
  properties: {
    profile: { enum: Object.keys(HEADER_PROFILES) },
    map: { type: 'object' },
  },
};
