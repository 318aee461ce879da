import type { ErrorObject } from 'ajv';
import type { Finding } from '#domain';
import { characterProblem, dataTypeTitle, normalised } from '#xoev';
import { pointerStep } from '../mapping/language/data-path.js';
import { CHARACTER_FORMATS } from './form-formats.js';

/** How many violations of one form are reported, and how much of a name that the sender made up. */
const MAXIMUM = 100;
const MAXIMUM_NAME = 60;

/** What form data lacks to fit its schema: where and what is expected, never what was sent. */
export function formFindings(errors: readonly ErrorObject[]): Finding[] {
  return errors
    .filter(({ keyword }) => keyword !== 'if')
    .slice(0, MAXIMUM)
    .map((error) => ({ pointer: pointerOf(error), code: codeOf(error), detail: detailOf(error) }));
}

function pointerOf({ instancePath, params }: ErrorObject): string {
  const member = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  const place = `/data${instancePath}`;
  return typeof member === 'string' ? place + pointerStep(member.slice(0, MAXIMUM_NAME)) : place;
}

function codeOf({ keyword }: ErrorObject): string {
  return CODES[keyword] ?? 'invalid';
}

const CODES: Readonly<Record<string, string>> = {
  required: 'required',
  dependentRequired: 'required',
  additionalProperties: 'unknown-field',
  unevaluatedProperties: 'unknown-field',
  type: 'type',
  enum: 'not-allowed',
  const: 'not-allowed',
  not: 'not-allowed',
  format: 'format',
  pattern: 'format',
  minLength: 'length',
  maxLength: 'length',
  minItems: 'count',
  maxItems: 'count',
  minimum: 'range',
  maximum: 'range',
  exclusiveMinimum: 'range',
  exclusiveMaximum: 'range',
  multipleOf: 'range',
  exactNumber: 'range',
  uniqueItems: 'duplicate',
};

function detailOf(error: ErrorObject): string {
  const sentence = DETAILS[error.keyword];
  return sentence === undefined
    ? `${field(error)} does not fit the form`
    : sentence(error, field(error));
}

type Detail = (error: ErrorObject, field: string) => string;

const count =
  (noun: string): Detail =>
  ({ keyword, params }, name) =>
    `${name} needs at ${keyword.startsWith('min') ? 'least' : 'most'} ${params.limit} ${noun}`;
const range: Detail = ({ params }, name) =>
  `${name} has to be ${params.comparison} ${params.limit}`;

const DETAILS: Readonly<Record<string, Detail>> = {
  required: ({ params, parentSchema }) =>
    `${titleOf(parentSchema, params.missingProperty)} is missing`,
  dependentRequired: ({ params, parentSchema }) =>
    `${titleOf(parentSchema, params.missingProperty)} is missing; it is needed beside ${titleOf(parentSchema, params.property)}`,
  additionalProperties: () => 'The form has no such field',
  unevaluatedProperties: () => 'The form has no such field here',
  type: ({ params }, name) => `${name} has to be of the type ${[params.type].flat().join(' or ')}`,
  enum: ({ params }, name) => `${name} has to be ${oneOf(params.allowedValues)}`,
  const: ({ params }, name) => `${name} has to be ${params.allowedValue}`,
  not: ({ schema }, name) =>
    Object.keys(schema as object).length === 0
      ? `${name} is to be left out, as the other fields are filled in`
      : `${name} does not fit the form`,
  format: formatDetail,
  pattern: ({ parentSchema }, name) =>
    `${name} does not have the expected form${described(parentSchema)}`,
  minLength: count('characters'),
  maxLength: count('characters'),
  minItems: count('entries'),
  maxItems: count('entries'),
  minimum: range,
  maximum: range,
  exclusiveMinimum: range,
  exclusiveMaximum: range,
  multipleOf: ({ params }, name) => `${name} has to be a multiple of ${params.multipleOf}`,
  exactNumber: (_, name) =>
    `${name} is beyond ${Number.MAX_SAFE_INTEGER}, where numbers lose digits; send it as text`,
  uniqueItems: (_, name) => `${name} has the same entry twice`,
  anyOf: (_, name) => `${name} fits none of the alternatives of the form`,
  oneOf: (_, name) => `${name} fits none of the alternatives of the form, or several`,
};

const EXAMPLES: Readonly<Record<string, string>> = {
  time: '14:30:00+02:00',
  'date-time': '2026-07-01T14:30:00+02:00 or 2026-07-01T12:30:00Z',
};

function formatDetail(error: ErrorObject, name: string): string {
  const { format } = error.params;
  const dataType = CHARACTER_FORMATS[format];
  if (dataType !== undefined && typeof error.data === 'string') {
    const character = characterProblem(normalised(error.data), dataType)?.character;
    return `${name} holds the character ${character}, which ${dataTypeTitle(dataType)} does not know`;
  }
  const example = EXAMPLES[format];
  const like = example === undefined ? '' : `, as ${example}`;
  return `${name} has to be a valid ${format}${like}`;
}

function oneOf(values: readonly unknown[]): string {
  return values.length <= 20 ? `one of ${values.join(', ')}` : 'one of the values of the form';
}

/** The label of the field, else its name as the schema has it. */
function field(error: ErrorObject): string {
  const title = (error.parentSchema as { title?: unknown } | undefined)?.title;
  return typeof title === 'string' ? title : 'The value';
}

function titleOf(parent: unknown, name: string): string {
  const properties = (parent as { properties?: Record<string, { title?: unknown }> } | undefined)
    ?.properties;
  const title =
    properties !== undefined && Object.hasOwn(properties, name)
      ? properties[name]?.title
      : undefined;
  return typeof title === 'string' ? title : name;
}

function described(schema: unknown): string {
  const description = (schema as { description?: unknown } | undefined)?.description;
  return typeof description === 'string' ? `: ${description}` : '';
}
