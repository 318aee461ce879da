import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '#domain';
import {
  type DataElement,
  type DataField,
  type DataGroup,
  type DataSchema,
  holdsData,
  type Remark,
} from './data-schema.js';
import { exampleValue } from './example-value.js';
import { contentOf, isFixed } from './field-content.js';
import { type GroupRules, groupRules } from './group-rules.js';
import type { Condition, Demand } from './rule-sentences.js';
import { smallPdf } from './small-pdf.js';

export interface Example {
  /** The body of `POST /v1/submissions`. */
  body: JsonObject;
  /** The attachments that it announces. */
  files: readonly { name: string; bytes: Uint8Array }[];
  remarks: readonly Remark[];
}

/** Stands where a person has to put the key of the service. */
const NO_SERVICE = 'BITTE EINTRAGEN: Leistungsschlüssel, 14 Ziffern ab 99';
const MAINZ = '073150000000';

/**
 * Invents a submission that fits the form schema of the data schema: filled in as far as the rules let it. The same
 * schema gives the same bytes.
 */
export function exampleOf(schema: DataSchema): Example {
  const writer = new ExampleWriter();
  const data = writer.group(schema, new Map());
  const [service, ...others] = schema.services;
  const remarks = [...writer.remarks];
  if (service === undefined || others.length > 0) {
    const named = others.length > 0 ? `names ${schema.services.join(' and ')}` : 'names no service';
    const message = `The data schema ${named}: put the right key into the example`;
    remarks.unshift({ line: 1, severity: 'warning', message });
  }
  const body = {
    service: service === undefined || others.length > 0 ? NO_SERVICE : service,
    area: MAINZ,
    reference: `BEISPIEL-${schema.id}`,
    kind: 'application',
    submittedAt: '2026-11-22T09:30:00.000+01:00',
    data,
    ...(writer.attachments.length === 0 ? {} : { attachments: writer.attachments }),
  };
  return { body, files: writer.files, remarks };
}

type Level = Pick<DataGroup, 'elements' | 'rules'> & { alternatives?: boolean };

class ExampleWriter {
  readonly remarks: Remark[] = [];
  readonly attachments: JsonObject[] = [];
  readonly files: { name: string; bytes: Uint8Array }[] = [];
  /** How often an element was filled in before: the second address is another one. */
  readonly #seen = new Map<string, number>();

  group(
    { elements, rules, alternatives = false }: Level,
    outer: ReadonlyMap<string, string>,
  ): JsonObject {
    const taken = groupRules(rules, elements, outer);
    const decided = decisions(elements, taken.demands);
    const left = leftOut(elements, taken, decided);
    const data: JsonObject = {};
    for (const element of elements) {
      if (left.has(element.id) || Object.hasOwn(data, element.id)) continue;
      const value = decided.get(element.id) ?? this.#values(element, taken.undecided);
      if (value === undefined) continue;
      data[element.id] = value;
      if (alternatives) break;
    }
    return data;
  }

  #values(element: DataElement, outer: ReadonlyMap<string, string>): Json | undefined {
    const { minimum, maximum } = element;
    if (!holdsData(element)) return undefined;
    if (maximum === 1) return this.#value(element, outer);
    const values = Array.from({ length: Math.max(minimum, 1) }, () =>
      this.#value(element, outer),
    ).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values;
  }

  #value(element: DataElement, outer: ReadonlyMap<string, string>): Json | undefined {
    if (element.kind === 'group') return this.group(element, outer);
    if (element.dataType === 'file' && element.input !== 'select') return this.#attachment(element);
    const turn = this.#seen.get(element.id) ?? 0;
    this.#seen.set(element.id, turn + 1);
    const value = exampleValue(element, turn);
    if (value === undefined) {
      const message = `${element.id} ${element.label}: no value was found that fits; put one into the example`;
      this.remarks.push({ line: element.line, severity: 'warning', message });
    }
    return value;
  }

  #attachment({ id: purpose, label }: DataField): string {
    const number = this.files.length + 1;
    const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const name = `${String(number).padStart(2, '0')}-${fileName(label)}.pdf`;
    const bytes = smallPdf(`Beispiel: ${label}`);
    const sha512 = createHash('sha512').update(bytes).digest('hex');
    this.files.push({ name, bytes });
    this.attachments.push({ id, name, mediaType: 'application/pdf', purpose, sha512 });
    return id;
  }
}

function fileName(label: string): string {
  const plain = label
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' })[letter]!);
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}

/** Fields on which rules depend get the value under which most is filled in; the first of several. */
function decisions(
  elements: readonly DataElement[],
  demands: readonly Demand[],
): Map<string, string | boolean> {
  const decided = new Map<string, string | boolean>();
  const conditions = demands.filter((demand) => demand.kind === 'when');
  for (const { condition } of conditions) {
    const field = elements.find(({ id }) => id === condition.field) as DataField;
    const offered = offeredBy(field);
    const gain = (value: string | boolean) =>
      conditions
        .filter((one) => one.condition.field === field.id && holds(one.condition, value))
        .flatMap(({ effects }) => effects)
        .reduce((sum, { state }) => sum + (state === 'forbidden' ? -1 : 1), 0);
    const [best] = [...offered].sort((a, b) => gain(b) - gain(a));
    if (best !== undefined) decided.set(field.id, best);
  }
  return decided;
}

function offeredBy(field: DataField): (string | boolean)[] {
  const fixed = isFixed(field) && field.content !== undefined ? contentOf(field) : undefined;
  if (typeof fixed === 'boolean') return [fixed];
  return field.input === 'select' ? field.values.map(({ code }) => code) : [true, false];
}

function holds({ values, negated }: Condition, value: string | boolean | undefined): boolean {
  return negated !== (value !== undefined && values.includes(value));
}

/** What the rules forbid then, and what a rule left to people switches off at times although it is required. */
function leftOut(
  elements: readonly DataElement[],
  { demands, undecided }: GroupRules,
  decided: ReadonlyMap<string, string | boolean>,
): Set<string> {
  const left = new Set<string>();
  for (const { id, minimum } of elements) if (minimum > 0 && undecided.has(id)) left.add(id);
  for (const demand of demands) {
    if (demand.kind === 'one') for (const id of demand.of.slice(1)) left.add(id);
    if (demand.kind !== 'when') continue;
    if (!holds(demand.condition, decided.get(demand.condition.field))) continue;
    for (const { element, state } of demand.effects) {
      if (state === 'forbidden') left.add(element);
    }
  }
  return left;
}
