import type { ErrorObject } from 'ajv';
import type { Finding } from '#domain';

/**
 * What Ajv found, as findings. The pointer names the field itself, also where it is missing or unknown.
 * Ajv's own sentences are used only for keywords whose sentence holds nothing of the value.
 *
 * @param root prefix of every pointer, e.g. `/data`
 */
export function schemaFindings(errors: readonly ErrorObject[], root = ''): Finding[] {
  return errors
    .filter((error) => !SUMMARIES.has(error.keyword))
    .map((error) => finding(error, root));
}

/** Keywords that only repeat that something below them is wrong. */
const SUMMARIES = new Set(['if', 'oneOf', 'anyOf']);

function finding(error: ErrorObject, root: string): Finding {
  const at = `${root}${error.instancePath}`;
  switch (error.keyword) {
    case 'required':
      return {
        pointer: `${at}/${escaped(error.params.missingProperty)}`,
        code: 'required',
        detail: 'This field is required.',
      };
    case 'additionalProperties':
      return {
        pointer: `${at}/${escaped(error.params.additionalProperty)}`,
        code: 'unknown-field',
        detail: 'There is no such field here. Check its spelling, or leave it out.',
      };
    case 'enum':
      return {
        pointer: at,
        code: 'enum',
        detail: `Expected one of: ${(error.params.allowedValues as unknown[]).join(', ')}.`,
      };
    case 'format':
      return { pointer: at, code: 'format', detail: `Expected the format ${error.params.format}.` };
    case 'type':
      return {
        pointer: at,
        code: 'type',
        detail: `Expected ${[error.params.type].flat().join(' or ')}.`,
      };
    default:
      return {
        pointer: at,
        code: error.keyword,
        detail: `This ${error.message ?? 'is not valid'}.`,
      };
  }
}

/** RFC 6901, section 3. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
