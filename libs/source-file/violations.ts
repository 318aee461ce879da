import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { nearest } from './nearest.js';
import type { Path } from './place.js';

/** A JSON schema, draft 2020-12. A `description` helps: it is quoted where no alternative fits. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Violation {
  path: Path;
  message: string;
}

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  verbose: true,
});
addFormats.default(ajv, ['date-time', 'uuid']);
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** What a value lacks to fit a schema, each with a sentence for the engineer who wrote it. */
export function violations(schema: JsonSchema, value: unknown): Violation[] {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  if (validate(value)) return [];
  return withoutBranches(validate.errors ?? []).map((error) => ({
    path: placeOf(error),
    message: sentence(error),
  }));
}

/** Ajv reports every branch of an alternative before the alternative itself; only the latter helps. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf') {
      while (kept.length > 0 && kept.at(-1)!.instancePath.startsWith(error.instancePath))
        kept.pop();
    }
    // Other keywords have said it already, each with its place.
    const isSaid = ['if', 'propertyNames'].includes(error.keyword) || hasPattern(errors, error);
    if (!isSaid) kept.push(error);
  }
  return kept;
}

/** Whether a text that has not the format has been told its pattern too. */
function hasPattern(errors: readonly ErrorObject[], { keyword, instancePath }: ErrorObject) {
  if (keyword !== 'format') return false;
  return errors.some((one) => one.keyword === 'pattern' && one.instancePath === instancePath);
}

function placeOf(error: ErrorObject): Path {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const unknown =
    error.params.additionalProperty ?? error.params.unevaluatedProperty ?? error.propertyName;
  return typeof unknown === 'string' ? [...path, unknown] : path;
}

function sentence(error: ErrorObject): string {
  const { params } = error;
  const name = placeOf(error).at(-1) ?? 'the file';
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
      const meant = nearest(String(name), known);
      const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
      return known.length === 0
        ? `${name} is not known here`
        : `${name} is not known here; ${hint}`;
    }
    case 'required':
      return `${params.missingProperty} is missing`;
    case 'type':
      return `${name} must be ${[params.type].flat().join(' or ')}`;
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      const meant = nearest(String(name), error.propertyName === undefined ? [] : allowed);
      return meant === undefined
        ? `${name} must be one of ${allowed.join(', ')}`
        : `${name} is not known here; did you mean ${meant}?`;
    }
    case 'format':
      return `${name} must be a ${params.format}`;
    case 'const':
      return `${name} must be ${params.allowedValue}`;
    case 'pattern': {
      const described = error.parentSchema?.description;
      return described === undefined
        ? `${name} must look like ${params.pattern}`
        : `${name} must be ${described}`;
    }
    case 'anyOf':
    case 'oneOf': {
      const described = error.parentSchema?.description;
      return described === undefined
        ? `${name} has none of the allowed forms`
        : `${name} must be ${described}`;
    }
    default:
      return `${name} ${error.message}`;
  }
}
