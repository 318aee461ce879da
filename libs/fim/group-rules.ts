import type { JsonObject } from '#domain';
import { type DataElement, type DataRule, holdsData } from './data-schema.js';
import { type Condition, type Demand, demandsOf, switchedOff } from './rule-sentences.js';

/** What the rules of a group come to in its form schema. */
export interface GroupRules {
  /** For `allOf` of the group. */
  clauses: JsonObject[];
  demands: Demand[];
  /** Ids of the rules that the clauses say in full. */
  expressed: string[];
  /** Elements that a rule left to people switches off at times, with its id; those of the levels around included. */
  undecided: ReadonlyMap<string, string>;
}

/**
 * Takes over those rules whose every sentence is clear and speaks of direct children of the group alone, with
 * conditions on a single bool or select field. All others are left to people.
 */
export function groupRules(
  rules: readonly DataRule[],
  elements: readonly DataElement[],
  outer: ReadonlyMap<string, string>,
): GroupRules {
  const taken = rules.flatMap((rule) => {
    const demands = rule.script === undefined ? demandsOf(rule.text) : undefined;
    return demands?.every((demand) => fits(demand, elements)) ? [{ rule, demands }] : [];
  });
  const demands = taken.flatMap((one) => one.demands);
  const forbidden = forbiddenAtTimes(demands);
  // Required unless forbidden: only one sentence may say when, else two of them would contradict each other.
  const needed = elements
    .filter(({ minimum, id }) => minimum > 0 && forbidden.indexOf(id) === forbidden.lastIndexOf(id))
    .map(({ id }) => id);
  const expressed = taken.map(({ rule }) => rule.id);
  const undecided = new Map(outer);
  for (const rule of rules.filter(({ id }) => !expressed.includes(id))) {
    for (const element of switchedOff(rule.text)) undecided.set(element, rule.id);
  }
  return {
    demands,
    expressed,
    undecided,
    clauses: demands.flatMap((demand) => clausesOf(demand, needed, titlesOf(elements))),
  };
}

/** Elements that an expressed rule forbids at times; the clauses say when they are required. */
export function forbiddenAtTimes(demands: readonly Demand[]): string[] {
  return demands.flatMap((demand) =>
    demand.kind === 'when'
      ? demand.effects.filter(({ state }) => state === 'forbidden').map(({ element }) => element)
      : [],
  );
}

function fits(demand: Demand, elements: readonly DataElement[]): boolean {
  const known = (id: string) => {
    const [found, ...more] = elements.filter((element) => element.id === id);
    return found !== undefined && more.length === 0 && holdsData(found);
  };
  switch (demand.kind) {
    case 'some':
    case 'one':
      return demand.of.every(known);
    case 'with':
      return known(demand.field) && known(demand.needs);
    case 'when':
      return (
        demand.effects.every(({ element }) => known(element)) &&
        known(demand.condition.field) &&
        decidable(
          demand.condition,
          elements.find(({ id }) => id === demand.condition.field),
        )
      );
  }
}

function decidable({ values }: Condition, field: DataElement | undefined): boolean {
  if (field?.kind !== 'field' || field.maximum !== 1) return false;
  const select = field.input === 'select';
  if (!select && field.dataType !== 'bool') return false;
  return values.every((value) =>
    select ? field.values.some(({ code }) => code === value) : typeof value === 'boolean',
  );
}

type Titles = ReadonlyMap<string, JsonObject>;

/** Beside each demand stands the label, so that the sender reads it instead of an id. */
function titlesOf(elements: readonly DataElement[]): Titles {
  return new Map(elements.map(({ id, label }) => [id, { title: label }]));
}

function clausesOf(demand: Demand, needed: readonly string[], titles: Titles): JsonObject[] {
  const required = (id: string): JsonObject => ({
    required: [id],
    properties: { [id]: titles.get(id)! },
  });
  switch (demand.kind) {
    case 'some':
      return [{ anyOf: demand.of.map(required) }];
    case 'one':
      return [{ oneOf: demand.of.map(required) }];
    case 'with': {
      const { field, needs } = demand;
      const properties = { [field]: titles.get(field)!, [needs]: titles.get(needs)! };
      return [{ dependentRequired: { [field]: [needs] }, properties }];
    }
    case 'when':
      return demand.effects.flatMap(({ element, state }) => {
        if (state === 'required') return [clause(demand.condition, required(element))];
        if (state === 'active') return [];
        const forbidden = { properties: { [element]: { ...titles.get(element)!, not: {} } } };
        const otherwise = needed.includes(element) ? required(element) : undefined;
        return [clause(demand.condition, forbidden, otherwise)];
      });
  }
}

function clause(condition: Condition, then: JsonObject, otherwise?: JsonObject): JsonObject {
  const [yes, no] = condition.negated ? [otherwise, then] : [then, otherwise];
  return {
    if: { properties: { [condition.field]: valueTest(condition) }, required: [condition.field] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    ...(yes === undefined ? {} : { then: yes }),
    ...(no === undefined ? {} : { else: no }),
  };
}

/** Without `const` for truth: the form takes both values, and readers of the schema are not to think otherwise. */
function valueTest({ values }: Condition): JsonObject {
  const [first] = values;
  return typeof first === 'boolean' ? { not: { const: !first } } : { enum: values as string[] };
}
