import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse, stringify } from 'yaml';
import { HEADERS, TOPICS } from '#domain';
import { asyncApi } from '#event-log';
import { KAFKA_SETTINGS, kafkaConfiguration } from '#runtime';
import { readSettings } from '#settings';

const PAGE = resolve('docs/asyncapi.yaml');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const REFERENCE = {
  type: 'object',
  required: ['$ref'],
  additionalProperties: false,
  properties: { $ref: { type: 'string', pattern: '^#/' } },
};

const mapOf = (item: object) => ({ type: 'object', minProperties: 1, additionalProperties: item });

/** What of AsyncAPI 3.0.0 the document uses; the meaning of each part is in its specification. */
const ASYNC_API = {
  type: 'object',
  required: ['asyncapi', 'info', 'channels', 'operations', 'components'],
  additionalProperties: false,
  properties: {
    asyncapi: { const: '3.0.0' },
    info: {
      type: 'object',
      required: ['title', 'version'],
      properties: { title: { type: 'string' }, version: { type: 'string' } },
    },
    defaultContentType: { type: 'string' },
    servers: mapOf({ type: 'object', required: ['host', 'protocol'] }),
    channels: mapOf({
      type: 'object',
      required: ['address', 'messages'],
      additionalProperties: false,
      properties: {
        address: { type: 'string' },
        summary: { type: 'string' },
        parameters: mapOf({ type: 'object', required: ['description'] }),
        messages: mapOf(REFERENCE),
        bindings: { type: 'object', required: ['kafka'] },
      },
    }),
    operations: mapOf({
      type: 'object',
      required: ['action', 'channel'],
      additionalProperties: false,
      properties: {
        action: { enum: ['send', 'receive'] },
        channel: REFERENCE,
        summary: { type: 'string' },
        messages: { type: 'array', minItems: 1, items: REFERENCE },
      },
    }),
    components: {
      type: 'object',
      required: ['messages'],
      properties: {
        messages: mapOf({
          type: 'object',
          required: ['name', 'contentType', 'headers', 'payload'],
          properties: {
            headers: { type: 'object', required: ['type', 'properties'] },
            payload: { type: 'object', required: ['type'] },
          },
        }),
      },
    },
  },
};

type Document = Record<string, Record<string, Record<string, unknown>>>;

const defaults = readSettings(KAFKA_SETTINGS, { NAHTLOS_KAFKA_BROKERS: 'localhost:9093' });
const { topics } = kafkaConfiguration(defaults, 'any')!;
const document = asyncApi(version, topics) as unknown as Document;

function references(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) =>
    name === '$ref' ? [String(value)] : references(value),
  );
}

describe('the AsyncAPI document', () => {
  it('is the one that the topic map gives; NAHTLOS_UPDATE_DOCS=1 writes it anew', () => {
    const generated = stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
    if (process.env.NAHTLOS_UPDATE_DOCS !== undefined) writeFileSync(PAGE, generated);
    expect(readFileSync(PAGE, 'utf8')).toBe(generated);
    expect(parse(generated)).toEqual(document);
  });

  it('has the shape of AsyncAPI 3.0, and all that it refers to', () => {
    const validate = new Ajv2020({ allErrors: true }).compile(ASYNC_API);
    validate(document);
    expect(validate.errors).toBeNull();
    for (const reference of references(document)) {
      const path = reference.slice('#/'.length).split('/');
      const found = path.reduce<unknown>((part, name) => (part as Document)?.[name], document);
      expect([reference, typeof found]).toEqual([reference, 'object']);
    }
    for (const channel of Object.values(document.channels!)) {
      const named = [...(channel.address as unknown as string).matchAll(/\{(\w+)\}/g)];
      expect(named.map(([, name]) => name)).toEqual(Object.keys(channel.parameters ?? {}));
    }
  });

  it('describes every topic, and on the topics of case systems every header that they carry', () => {
    const messages = document.components!.messages as Record<
      string,
      { headers: { required?: string[]; properties: Record<string, { description: string }> } }
    >;
    expect(Object.keys(messages)).toEqual(Object.keys(TOPICS));
    const known = new Set<string>(Object.values(HEADERS));
    for (const { headers } of Object.values(messages)) {
      for (const [name, { description }] of Object.entries(headers.properties)) {
        expect(known.has(name)).toBe(true);
        expect(description).toMatch(/\.$/);
      }
    }
    const ofSome: string[] = [
      ...[HEADERS.revision, HEADERS.replaces, HEADERS.correctedAt, HEADERS.editedByHand],
      ...[HEADERS.replyChannel, HEADERS.authentication, HEADERS.payment],
    ];
    expect(messages.cluster!.headers.required).toEqual(
      Object.keys(messages.cluster!.headers.properties).filter((name) => !ofSome.includes(name)),
    );
  });
});
