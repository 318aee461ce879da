/** What a sentence of a rule demands, where it is one of the few forms that leave no doubt. */
export type Demand =
  | { kind: 'some'; of: readonly string[] }
  | { kind: 'one'; of: readonly string[] }
  | { kind: 'with'; field: string; needs: string }
  | { kind: 'when'; condition: Condition; effects: readonly Effect[] };

/** A field has one of some values; `negated`: it has none of them, or no value. */
export interface Condition {
  field: string;
  /** Codes of a select field, or the truth of a bool field. */
  values: readonly (string | boolean)[];
  negated: boolean;
}

export interface Effect {
  element: string;
  /** `active`: it may be filled in, or has to be, as its number of occurrences says. */
  state: 'required' | 'active' | 'forbidden';
}

/**
 * The demands of a rule in words; undefined where any of its sentences has a form that is not known here. The
 * forms are those of the federal editors (Bundesredaktion); names in quotation marks are only reminders.
 */
export function demandsOf(text: string): Demand[] | undefined {
  const sentences = sentencesOf(text);
  const demands = sentences.map(demandOf);
  return sentences.length > 0 && demands.every((demand) => demand !== undefined)
    ? demands
    : undefined;
}

/** Elements that the rule switches off at times, whatever else it says. */
export function switchedOff(text: string): string[] {
  return sentencesOf(text).flatMap((sentence) => [
    ...[...sentence.matchAll(/deaktiviere ((?:[FG]\d+(?:,| und)? ?)+)/gi)].flatMap(
      ([, list = '']) => list.match(ELEMENT) ?? [],
    ),
    ...[...sentence.matchAll(/darf ([FG]\d+) nicht befüllt/gi)].map(([, element = '']) => element),
  ]);
}

const ELEMENT = /[FG]\d+/g;

function sentencesOf(text: string): string[] {
  return text
    .replace(/"[^"]*"|„[^“”"]*[“”"]|'[^']*'/g, ' ')
    .replace(/\b(?:das|die|der) (?=(?:datenfeld|feld))/gi, '')
    .replace(/\b(?:datenfeldgruppen?|datenfeld(?:er)?|feldgruppen?|feld(?:er)?)\b/gi, '')
    .replace(/\s+/g, ' ')
    .split(/\.(?:\s|$)/)
    .map((sentence) => sentence.replace(/\s+(?=,)/g, '').trim())
    .filter((sentence) => sentence !== '');
}

type Form = readonly [RegExp, (found: Readonly<Record<string, string>>) => Demand | undefined];

const FORMS: readonly Form[] = [
  [
    /^Es muss mindestens eine[sr]? (?<list>[FG]\d+(?:(?:,| oder) [FG]\d+)+) befüllt (?:sein|werden)$/i,
    ({ list = '' }) => ({ kind: 'some', of: list.match(ELEMENT) ?? [] }),
  ],
  [
    /^Es muss entweder (?<a>[FG]\d+) oder (?<b>[FG]\d+) befüllt (?:sein|werden)$/i,
    ({ a = '', b = '' }) => ({ kind: 'one', of: [a, b] }),
  ],
  [
    /^Wenn (?<field>F\d+) nicht leer,? dann darf (?<needs>[FG]\d+) nicht leer sein$/i,
    ({ field = '', needs = '' }) => ({ kind: 'with', field, needs }),
  ],
  [
    /^Wenn (?<condition>F\d+ ?(?:=|<>) ?.+?),? dann (?<effects>.+)$/i,
    ({ condition = '', effects = '' }) => {
      const when = conditionOf(condition);
      const then = effectsOf(effects);
      return when && then && { kind: 'when', condition: when, effects: then };
    },
  ],
];

function demandOf(sentence: string): Demand | undefined {
  for (const [form, read] of FORMS) {
    const found = form.exec(sentence);
    if (found !== null) return read(found.groups ?? {});
  }
  return undefined;
}

function conditionOf(text: string): Condition | undefined {
  const equal = /^(F\d+) ?= ?(\S+?)(?: oder(?: \1)? ?= ?(\S+?))*$/i;
  const unequal = /^(F\d+) ?<> ?(\S+?)(?: und(?: \1)? ?<> ?(\S+?))*$/i;
  const negated = unequal.test(text);
  const field = (negated ? unequal : equal).exec(text)?.[1];
  if (field === undefined) return undefined;
  const values = [...text.matchAll(/(?:=|<>) ?(\S+)/g)].map(([, value = '']) => codeOrTruth(value));
  return { field, values, negated };
}

function codeOrTruth(word: string): string | boolean {
  if (/^ja$/i.test(word)) return true;
  return /^nein$/i.test(word) ? false : word;
}

function effectsOf(text: string): Effect[] | undefined {
  const effects: Effect[] = [];
  for (const part of text.split(/ und /i)) {
    const [, element, state] = /^muss ([FG]\d+) befüllt (sein)$/i.exec(part) ?? [];
    const [, verb, switched] = /^(aktiviere|deaktiviere) ([FG]\d+)$/i.exec(part) ?? [];
    const [, forbidden] = /^darf ([FG]\d+) nicht befüllt sein$/i.exec(part) ?? [];
    if (element !== undefined && state !== undefined) effects.push({ element, state: 'required' });
    else if (forbidden !== undefined) effects.push({ element: forbidden, state: 'forbidden' });
    else if (switched !== undefined) {
      const on = verb?.toLowerCase() === 'aktiviere';
      effects.push({ element: switched, state: on ? 'active' : 'forbidden' });
    } else return undefined;
  }
  return effects;
}
