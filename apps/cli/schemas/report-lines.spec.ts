import { expect, test } from '@jest/globals';
import { beginning } from './report-lines.js';

test.each([
  ['Meldet an. Und mehr.', 'Meldet an.'],
  ['Prüft z. B. den Text, d. h. alles. Und mehr.', 'Prüft z. B. den Text, d. h. alles.'],
  ['Nach Art. 6 Abs. 1 DSGVO, vgl. Nr. 3. Danach nichts.', 'Nach Art. 6 Abs. 1 DSGVO, vgl. Nr. 3.'],
  ['Ohne Ende', 'Ohne Ende'],
  ['', ''],
])('of %j the first sentence is shown', (text, expected) => {
  expect(beginning(text)).toBe(expected);
});

test('a long sentence is cut between two words', () => {
  const text = beginning(`${'Wort '.repeat(100)}Ende.`);
  expect(text).toMatch(/Wort …$/);
  expect(text.length).toBeLessThan(170);
});
