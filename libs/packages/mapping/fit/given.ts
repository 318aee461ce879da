import type { FormNode } from '../../forms/form-node.js';
import type { Value } from '../values/value.js';
import type { Kind } from './kind.js';

/** What a source gives, by the form or by what is known of a fact. */
export interface Given {
  kind: Kind;
  /** For people: `betrieb.name`. */
  origin: string;
  target: string;
  /** What the form says, where it has a say. */
  node: FormNode | undefined;
  /** Digits after the point that the mapping gives a number. */
  decimals: number | undefined;
  /** Whether the mapping writes a number of the form, and whether it moves its point. */
  rewritten: boolean;
  scaled: boolean;
}

const FORMATS: Readonly<Record<string, Kind>> = {
  date: 'date',
  'date-time': 'dateTime',
  time: 'time',
};

/** What a field of the form gives, or the items of a list. */
export function givenBy(
  node: FormNode,
  { makes, origin, decimals, scaled = false }: Value,
  target: string,
): Given {
  const kind = makes === undefined || makes === 'text' ? kindOf(node) : makes;
  return { kind, origin, target, node, decimals, rewritten: makes === 'number', scaled };
}

function kindOf(node: FormNode): Kind {
  if (node.isA('string')) {
    const format = node.formats.map((one) => FORMATS[one]).find((one) => one !== undefined);
    return format ?? 'text';
  }
  if (node.isA('number')) return 'number';
  if (node.isA('integer')) return 'integer';
  return node.isA('boolean') ? 'boolean' : 'text';
}
