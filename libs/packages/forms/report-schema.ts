import type { Ajv2020, ErrorObject } from 'ajv/dist/2020.js';
import { nearest, type Path, type SourceFile } from '#source-file';
import { isSchema } from './form-constraint.js';
import { type SchemaPlace, schemasIn } from './schema-places.js';

/** Reports, each at its place, what makes a form schema unusable, and objects that take unknown fields. */
export function reportSchema(file: SourceFile<object>, ajv: Ajv2020): void {
  const places = schemasIn(file.value);
  for (const place of places) {
    reportKeywords(place, file, ajv);
    reportOpenObject(place, file);
  }
  if (file.usable && ajv.validateSchema(file.value) !== true) reportErrors(ajv.errors ?? [], file);
}

function reportKeywords({ schema, path }: SchemaPlace, file: SourceFile<object>, ajv: Ajv2020) {
  for (const keyword of Object.keys(schema)) {
    if (Object.hasOwn(ajv.RULES.keywords, keyword)) continue;
    const hint = hintOf(keyword, Object.keys(ajv.RULES.keywords));
    file.report([...path, keyword], `JSON Schema has no keyword ${keyword}${hint}`);
  }
  const { format } = schema;
  if (typeof format !== 'string' || Object.hasOwn(ajv.formats, format)) return;
  const hint = hintOf(format, Object.keys(ajv.formats));
  file.report([...path, 'format'], `There is no format ${format}${hint}`);
}

function hintOf(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

/** A field that the form does not know must not slip through unseen. */
function reportOpenObject({ schema, path }: SchemaPlace, file: SourceFile<object>): void {
  const { type, properties, additionalProperties, unevaluatedProperties } = schema;
  if (type !== 'object' || !isSchema(properties)) return;
  if (additionalProperties === false || unevaluatedProperties === false) return;
  file.report(path, 'The object takes unknown fields; set additionalProperties to false');
}

/** Of each place only the first: what follows says why none of the alternatives fits either. */
function reportErrors(errors: readonly ErrorObject[], file: SourceFile<object>): void {
  const told = new Set<string>();
  for (const { instancePath, message = '', params } of errors) {
    if (told.has(instancePath)) continue;
    told.add(instancePath);
    const path = pathOf(instancePath);
    const values: unknown = params.allowedValues;
    const list = Array.isArray(values) ? `: ${values.join(', ')}` : '';
    file.report(path, `${path.at(-1) ?? 'The schema'} ${message}${list}`);
  }
}

function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
