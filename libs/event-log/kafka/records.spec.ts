import { describe, expect, it } from '@jest/globals';
import { storedEvent } from './records.js';

describe('a record of a stranger', () => {
  it('keeps its bytes, and has a key and headers that can be kept as text', () => {
    const garbage = Buffer.from([0, 0xff, 0x41, 0]);
    const record = storedEvent('journal', 1, {
      key: garbage,
      value: garbage,
      headers: { 'na\u0000me': garbage, twice: ['one', garbage] },
      offset: '9007199254740993',
      timestamp: '1',
    });
    expect(Buffer.from(record.value)).toEqual(garbage);
    const text = '\uFFFD\uFFFDA\uFFFD';
    expect(record).toMatchObject({ key: text, headers: { 'na\uFFFDme': text, twice: text } });
    expect(record.offset).toBe(9007199254740993n);
  });
});
