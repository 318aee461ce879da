import type { JsonObject } from '#domain';
import type {
  DataElement,
  DataField,
  DataGroup,
  DataRule,
  DataSchema,
  Remark,
} from './data-schema.js';
import { fieldSchema } from './field-schema.js';
import { forbiddenAtTimes, groupRules } from './group-rules.js';

export interface Form {
  /** JSON Schema 2020-12 of the form data, keyed by element ids; as packages take it. */
  schema: JsonObject;
  /** Every rule of the data schema, once for each element at which it stands. */
  rules: readonly FormRule[];
  remarks: readonly Remark[];
}

/** A rule and its place. */
export interface FormRule extends DataRule {
  /** The schema, group or field at which it stands. */
  at: string;
  /** Whether the form schema says it in full. */
  expressed: boolean;
}

/** Turns a data schema into a form schema: the same file gives the same bytes. */
export function formOf(schema: DataSchema): Form {
  const writer = new FormWriter();
  const version = schema.version === undefined ? '' : ` ${schema.version}`;
  const { id, label, documentation } = schema;
  const form = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $comment: `XDatenfelder ${schema.standard}: ${id}${version}`,
    title: label,
    ...(documentation === undefined ? {} : { description: documentation }),
    ...writer.object(
      { id, elements: schema.elements, rules: schema.rules, alternatives: false },
      new Map(),
    ),
  };
  return {
    schema: form,
    rules: distinct(writer.rules, (rule) => `${rule.id} ${rule.at}`),
    remarks: distinct([...schema.remarks, ...writer.remarks], ({ message }) => message),
  };
}

/** The first of each; an element that stands in several groups is spoken of once. */
function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const keys = new Set<string>();
  return items.filter((item) => keys.size < keys.add(keyOf(item)).size);
}

type Level = Pick<DataGroup, 'id' | 'elements' | 'rules' | 'alternatives'>;

class FormWriter {
  readonly rules: FormRule[] = [];
  readonly remarks: Remark[] = [];

  /** `outer`: what is undecided in the levels around. */
  object(
    { id, elements, rules, alternatives }: Level,
    outer: ReadonlyMap<string, string>,
  ): JsonObject {
    const { clauses, demands, expressed, undecided } = groupRules(rules, elements, outer);
    this.#note(id, rules, expressed);
    const properties: JsonObject = {};
    const required: string[] = [];
    const optional = new Set(forbiddenAtTimes(demands));
    for (const element of elements) {
      const schema = this.#property(element, properties, undecided);
      if (schema === undefined) continue;
      properties[element.id] = schema;
      if (element.minimum === 0 || alternatives || optional.has(element.id)) continue;
      if (!this.#leftOptional(element, undecided.get(element.id))) required.push(element.id);
    }
    const choice = { oneOf: Object.keys(properties).map((name) => ({ required: [name] })) };
    return {
      type: 'object',
      additionalProperties: false,
      ...(required.length === 0 ? {} : { required }),
      properties,
      ...(alternatives && choice.oneOf.length > 0 ? choice : {}),
      ...(clauses.length === 0 ? {} : { allOf: clauses }),
    };
  }

  #property(
    element: DataElement,
    beside: JsonObject,
    outer: ReadonlyMap<string, string>,
  ): JsonObject | undefined {
    if (Object.hasOwn(beside, element.id)) {
      this.#report(element, 'error', 'stands twice in the same group; the second one is left out');
      return undefined;
    }
    if (element.maximum === 0) {
      this.#report(element, 'warning', 'occurs 0 times; left out');
      return undefined;
    }
    const single = element.kind === 'group' ? this.object(element, outer) : this.#field(element);
    if (single === undefined) return undefined;
    const titles = titlesOf(element);
    const { minimum, maximum } = element;
    if (maximum === 1) return { ...titles, ...single };
    return {
      ...titles,
      type: 'array',
      ...(minimum === 0 ? {} : { minItems: minimum }),
      ...(maximum === undefined ? {} : { maxItems: maximum }),
      items: { title: titles.title!, ...single },
    };
  }

  #field(field: DataField): JsonObject | undefined {
    this.#note(field.id, field.rules, []);
    return fieldSchema(field, (severity, message) => this.#report(field, severity, message));
  }

  #note(at: string, rules: readonly DataRule[], expressed: readonly string[]): void {
    this.rules.push(
      ...rules.map((rule) => ({ ...rule, at, expressed: expressed.includes(rule.id) })),
    );
  }

  #leftOptional(element: DataElement, rule: string | undefined): boolean {
    if (rule === undefined) return false;
    const message = `left optional: ${rule} switches it off at times, which the form schema cannot say`;
    this.#report(element, 'warning', message);
    return true;
  }

  #report({ id, label, line }: DataElement, severity: Remark['severity'], message: string): void {
    this.remarks.push({ line, severity, message: `${id} ${label}: ${message}` });
  }
}

function titlesOf(element: DataElement): JsonObject {
  const values = element.kind === 'field' ? element.values : [];
  const codes = values.map(({ code, name }) => `${code} = ${name}`);
  const description = [element.help ?? element.definition, ...codes].filter(
    (line) => line !== undefined,
  );
  return {
    title: element.label,
    ...(description.length === 0 ? {} : { description: description.join('\n') }),
  };
}
