import type { DataField } from './data-schema.js';

/** Whether the content of the field is all that it can hold. */
export function isFixed({ input }: DataField): boolean {
  return input === 'locked' || input === 'hidden';
}

/** The content as a value of the field's type; undefined where it is none. */
export function contentOf({
  content = '',
  input,
  dataType,
  values,
}: DataField): string | number | boolean | undefined {
  if (input === 'select') {
    return values.length === 0 || values.some(({ code }) => code === content) ? content : undefined;
  }
  switch (dataType) {
    case 'text':
    case 'text_latin':
      return content;
    case 'bool':
      return CONTENT_OF_BOOL.get(content.toLowerCase());
    case 'num':
    case 'num_currency':
      return numberIn(content);
    case 'num_int':
      return Number.isInteger(numberIn(content)) ? numberIn(content) : undefined;
    case 'file':
    case 'obj':
      return undefined;
    default:
      return CONTENT_OF_TIME[dataType].test(content) ? content : undefined;
  }
}

/** A number with a point or a comma. */
export function numberIn(text: string): number | undefined {
  const number = Number(text.replace(',', '.'));
  return Number.isFinite(number) ? number : undefined;
}

const CONTENT_OF_TIME = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}:\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
} as const;

const CONTENT_OF_BOOL: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['ja', true],
  ['1', true],
  ['false', false],
  ['nein', false],
  ['0', false],
]);
