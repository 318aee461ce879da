import { type CharacterProblem, characterProblem, normalised } from './characters.js';
import type { DataType } from './data-type.js';

/** Text that needs neither normalisation nor escaping, in content or in an attribute. */
const HARMLESS = /^[\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x7e]*$/;
const ASCII_LETTERS = /^[ '\-.A-Za-z,]*$/;

/** What is wrong with a text; a text that passes is returned escaped. */
export function xmlText(text: string, dataType: DataType): string | CharacterProblem {
  if (HARMLESS.test(text) && (dataType !== 'A' || ASCII_LETTERS.test(text))) return text;
  const normal = normalised(text);
  return characterProblem(normal, dataType) ?? escapedText(normal);
}

/** Escapes for element content and, between double quotes, for attributes. */
export function escapedText(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character]!);
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
