import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FormatsPlugin } from 'ajv-formats';
import addFormatsModule from 'ajv-formats';
import type { Finding, JsonObject } from '#domain';
import type { SourceFile } from '#source-file';
import { characterProblem, normalised } from '#xoev';
import { exactNumberKeyword, withExactNumbers } from './exact-numbers.js';
import { formFindings } from './form-findings.js';
import { CHARACTER_FORMATS, STRICT_FORMATS } from './form-formats.js';
import { FormNode } from './form-node.js';
import { reportSchema } from './report-schema.js';

const addFormats = addFormatsModule as unknown as FormatsPlugin;

/** The form schema of a service. */
export interface FormSchema {
  node: FormNode;
  /** All violations at once; the data is not changed. */
  check(data: JsonObject): Finding[];
}

/** Compiles form schemas strictly; what is wrong with one is reported to its file. */
export class FormCompiler {
  readonly #ajv = newAjv();

  compile(file: SourceFile<Readonly<Record<string, unknown>>>): FormSchema | undefined {
    const schema = file.value;
    reportSchema(file, this.#ajv);
    if (!file.usable) return undefined;
    const exact = withExactNumbers(schema);
    let validate: ValidateFunction;
    try {
      validate = this.#ajv.compile(exact);
    } catch (error) {
      file.report([], `The form schema cannot be used: ${(error as Error).message}`);
      return undefined;
    } finally {
      // Versions of a package may have the same form, and with it the same $id.
      this.#ajv.removeSchema(exact);
    }
    return {
      node: FormNode.of(schema),
      check: (data) => (validate(data) ? [] : formFindings(validate.errors ?? [])),
    };
  }
}

/** The order of two days or times, for `formatMinimum` and `formatMaximum`. */
type Compare = (one: string, other: string) => number | undefined;

/** Nothing is coerced, defaulted or removed: what the sender wrote is what is checked. */
function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    verbose: true,
    coerceTypes: false,
    useDefaults: false,
    removeAdditional: false,
    discriminator: true,
  });
  ajv.addKeyword(exactNumberKeyword);
  addFormats(ajv);
  for (const [name, validate] of Object.entries(STRICT_FORMATS)) {
    const { compare } = ajv.formats[name] as { compare: Compare };
    ajv.addFormat(name, { type: 'string', validate, compare });
  }
  for (const [name, dataType] of Object.entries(CHARACTER_FORMATS)) {
    ajv.addFormat(name, {
      type: 'string',
      validate: (text) => characterProblem(normalised(text), dataType) === undefined,
    });
  }
  return ajv;
}
