import { describe, expect, it } from '@jest/globals';
import { HEADERS } from '#domain';
import { beforeTheLog, headersBeforeTheLog, nameBeforeTheLog } from './before-the-log.js';

describe('a place in the log that an installation leaves behind', () => {
  it('comes before every place of the new log, in the order of before', () => {
    const places = [1, 2, 99].map((offset) => beforeTheLog(offset, 100));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places.every((place) => place < 0)).toBe(true);
  });

  it('is told in headers as it is in tables', () => {
    const headers = { [HEADERS.originOffset]: '7', [HEADERS.originPartition]: '0', other: '7' };
    expect(headersBeforeTheLog(headers, 10)).toEqual({ ...headers, [HEADERS.originOffset]: '-3' });
    expect(headersBeforeTheLog({ other: '7' }, 10)).toEqual({ other: '7' });
  });

  it('lets what waits follow before what begins to wait later', () => {
    const place = (offset: number) => `waiting/gewerbe/${String(offset).padStart(20, '0')}`;
    const carried = [12, 7].map((offset) => nameBeforeTheLog(place(offset)));
    expect([place(0), ...carried].sort()).toEqual([carried[1], carried[0], place(0)]);
    expect(carried[1]?.split('/').slice(0, 2)).toEqual(['waiting', 'gewerbe']);
  });

  it('changes nothing about a hold, which has no place', () => {
    expect(nameBeforeTheLog('hold/gewerbe')).toBe('hold/gewerbe');
  });
});
