import { describe, expect, it } from '@jest/globals';
import { HEADERS } from '#domain';
import { CARRIED_TABLES, type Row } from './carried-tables.js';

const END = 100;

function adapted(table: string, row: Row): Row {
  return CARRIED_TABLES.find(({ name }) => name === table)?.adapt?.(row, END) ?? row;
}

describe('rows that name a place in the old log', () => {
  it('name one before the beginning of the new log, and are else as they were', () => {
    expect(adapted('delivery', { id: 7, origin_offset: 7 })).toEqual({ id: 7, origin_offset: -93 });
    expect(adapted('register', { position: 99, updated_at: 99 })).toEqual({
      position: -1,
      updated_at: 99,
    });
    expect(adapted('timeline', { position: 1 })).toEqual({ position: -99 });
  });

  it('keep the place of a poison record, so that its replay comes before what is new', () => {
    const headers = { [HEADERS.originTopic]: 'cluster.gewerbe', [HEADERS.originOffset]: '7' };
    const row = { record_position: 9, record_headers: JSON.stringify(headers) };
    const carried = adapted('dead_letter', row);
    expect(carried.record_position).toBe(-91);
    expect(JSON.parse(String(carried.record_headers))).toEqual({
      ...headers,
      [HEADERS.originOffset]: '-93',
    });
  });

  it('name none where the record of a dead letter has not arrived', () => {
    const row = { record_position: null, record_headers: null };
    expect(adapted('dead_letter', row)).toEqual(row);
  });
});
