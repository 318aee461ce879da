import type { FormNode } from '../forms/form-node.js';
import { countOf, numberText } from './words.js';

type Schema = Readonly<Record<string, unknown>>;

const FORMATS: Readonly<Record<string, string>> = {
  date: 'Datum',
  'date-time': 'Datum mit Uhrzeit',
  time: 'Uhrzeit',
  email: 'E-Mail-Adresse',
  'idn-email': 'E-Mail-Adresse',
  uri: 'Internetadresse',
  uuid: 'Kennung (UUID)',
};

/** What may be said in a field of a form, in words. */
export function fieldKind(node: FormNode): string {
  if (node.isA('array')) return list(node);
  const { values } = node;
  if (values !== undefined) {
    return values.length === 1 ? 'fester Wert' : `Auswahl aus ${values.length} Werten`;
  }
  if (node.isA('boolean')) return 'Ja oder Nein';
  if (node.isA('integer')) return number(node, 'ganze Zahl');
  if (node.isA('number')) return number(node, 'Zahl');
  if (node.names().length > 0) return 'Gruppe von Feldern';
  return text(node);
}

function list(node: FormNode): string {
  const entries = range(
    limit(node, 'minItems') || undefined,
    limit(node, 'maxItems'),
    'Eintrag',
    'Einträge',
  );
  const items = node.items();
  const unique = node.identity.some((schema) => (schema as Schema).uniqueItems === true);
  return [
    entries === '' ? 'Liste' : `Liste, ${entries}`,
    ...(unique ? ['keiner doppelt'] : []),
    ...(items === undefined ? [] : [`je Eintrag: ${fieldKind(items)}`]),
  ].join(', ');
}

function number(node: FormNode, noun: string): string {
  const { minimum, maximum } = node.range;
  const words = range(minimum, maximum);
  return words === '' ? noun : `${noun}, ${words}`;
}

function text(node: FormNode): string {
  const format = node.formats.map((one) => FORMATS[one]).find((one) => one !== undefined);
  if (format !== undefined) return format;
  const least = limit(node, 'minLength');
  const length = range(
    least !== undefined && least > 1 ? least : undefined,
    limit(node, 'maxLength'),
    'Zeichen',
    'Zeichen',
  );
  const patterns = node.identity
    .map((schema) => (schema as Schema).pattern)
    .filter((pattern) => typeof pattern === 'string' && pattern !== '\\S');
  return [
    'Text',
    ...(length === '' ? [] : [length]),
    ...patterns.map((pattern) => `nach dem Muster ${pattern}`),
  ].join(', ');
}

function range(
  least: number | undefined,
  most: number | undefined,
  one?: string,
  many?: string,
): string {
  const counted = (limit: number) =>
    one === undefined || many === undefined ? numberText(limit) : countOf(limit, one, many);
  if (least !== undefined && least === most) return `genau ${counted(least)}`;
  const words = [
    ...(least === undefined ? [] : [`mindestens ${counted(least)}`]),
    ...(most === undefined ? [] : [`höchstens ${counted(most)}`]),
  ];
  return words.join(', ');
}

/** The widest limit that any branch of the form sets. */
function limit(node: FormNode, keyword: string): number | undefined {
  const limits = node.identity
    .map((schema) => (schema as Schema)[keyword])
    .filter((one): one is number => typeof one === 'number');
  if (limits.length === 0) return undefined;
  return keyword.startsWith('min') ? Math.min(...limits) : Math.max(...limits);
}
