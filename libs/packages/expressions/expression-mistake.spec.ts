import { expect, test } from '@jest/globals';
import { expressionMistake } from './expression-mistake.js';

test.each([
  ['data.a.b.(%.c & %.%.d)[$match(x, /a+/)]', undefined],
  ['$sum(data.alter) & $fromMillis($toMillis(data.tag), "[Y]")', undefined],
  ['data.name &', expect.stringContaining('The expression cannot be read at position')],
  [
    'data.a & $substring($now(), 0, 4)',
    '$now is not available: the same submission always gives the same message',
  ],
  ['data.liste.($shuffle(namen))', expect.stringContaining('$shuffle is not available')],
  [
    'data.tag ? $toMillis(data.tag, "[D].[M].[Y]") : 0',
    '$toMillis takes no picture; write { date: ..., reads: ... } in the mapping',
  ],
])('%s: %s', (text, mistake) => expect(expressionMistake(text)).toEqual(mistake));
