import { expect, test } from '@jest/globals';
import { expressionFields } from './expression-fields.js';

test.each([
  ['$round(data.fund.betrag, 2)', ['fund.betrag']],
  ["$count(data.personen[rolle = 'kind'])", ['personen.rolle', 'personen']],
  ['data.personen[0].vornamen', ['personen.vornamen']],
  ['data.personen.(vornamen & " " & name)', ['personen.vornamen', 'personen.name']],
  ['data.tiere[name = $$.data.halter.name]', ['tiere.name', 'halter.name', 'tiere']],
  ['item.name & submission.reference', ['hunde.name']],
  ['$sum(data.posten.(preis * menge))', ['posten.preis', 'posten.menge']],
  ['authority.name', []],
  ['vornamen', []],
  ['"data.personen"', []],
])('%s names %j', (text, fields) => {
  expect(expressionFields(text, 'hunde')).toEqual(fields);
});

test('without an item, item is nothing of the form', () => {
  expect(expressionFields('item.name', '')).toEqual([]);
});
