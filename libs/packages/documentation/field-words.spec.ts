import { expect, test } from '@jest/globals';
import { FormNode } from '../forms/form-node.js';
import { fieldKind } from './field-words.js';

test.each([
  [{ type: 'string', format: 'din-91379-c', maxLength: 1200 }, 'Text, höchstens 1.200 Zeichen'],
  [{ type: 'string', minLength: 5, maxLength: 5 }, 'Text, genau 5 Zeichen'],
  [{ type: 'string', pattern: '\\S' }, 'Text'],
  [{ type: 'string', pattern: '^\\d{5}$' }, 'Text, nach dem Muster ^\\d{5}$'],
  [{ type: 'string', format: 'date' }, 'Datum'],
  [{ type: 'boolean' }, 'Ja oder Nein'],
  [{ type: 'number', minimum: 0.5 }, 'Zahl, mindestens 0,5'],
  [{ type: 'integer', minimum: 0, maximum: 3 }, 'ganze Zahl, mindestens 0, höchstens 3'],
  [{ enum: ['a', 'b'] }, 'Auswahl aus 2 Werten'],
  [
    { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', format: 'email' } },
    'Liste, mindestens 1 Eintrag, keiner doppelt, je Eintrag: E-Mail-Adresse',
  ],
  [{ type: 'array', minItems: 0, items: { enum: ['a'] } }, 'Liste, je Eintrag: fester Wert'],
])('%j is: %s', (schema, words) => {
  expect(fieldKind(FormNode.of(schema))).toBe(words);
});
