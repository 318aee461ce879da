import { describe, expect, it } from '@jest/globals';
import { type FetchedRecord, markAborted } from './committed-records.js';

const record = (offset: number, producerId: string, inTransaction = true): FetchedRecord => ({
  offset: String(offset),
  key: Buffer.from('key'),
  isControlRecord: false,
  batchContext: { producerId, inTransaction },
});
const mark = (offset: number, producerId: string, type: 'aborted' | 'committed') => ({
  ...record(offset, producerId),
  key: Buffer.from([0, 0, 0, type === 'aborted' ? 0 : 1]),
  isControlRecord: true,
});
const shown = (
  messages: FetchedRecord[],
  abortedTransactions: { producerId: string; firstOffset: string }[],
) => {
  markAborted({ messages, abortedTransactions });
  return messages.filter((one) => !one.isControlRecord).map(({ offset }) => Number(offset));
};

describe('what a reader of committed records is shown', () => {
  it('is no record of transactions that overlapped and ended in another order than they began', () => {
    const messages = [
      record(0, 'a'),
      record(1, 'b'),
      record(2, 'c'),
      mark(3, 'c', 'aborted'),
      mark(4, 'b', 'aborted'),
      mark(5, 'a', 'aborted'),
      record(6, 'a'),
      mark(7, 'a', 'committed'),
    ];
    const inOrderOfTheirEnd = [
      { producerId: 'c', firstOffset: '2' },
      { producerId: 'b', firstOffset: '1' },
      { producerId: 'a', firstOffset: '0' },
    ];
    expect(shown(messages, inOrderOfTheirEnd)).toEqual([6]);
  });

  it('is every record that was committed, also by a producer that has aborted before', () => {
    const messages = [
      mark(11, 'a', 'aborted'),
      mark(12, 'b', 'aborted'),
      record(13, 'b'),
      record(14, 'a'),
      record(15, 'none', false),
    ];
    const begunBeforeTheFetch = [
      { producerId: 'a', firstOffset: '3' },
      { producerId: 'b', firstOffset: '1' },
    ];
    expect(shown(messages, begunBeforeTheFetch)).toEqual([13, 14, 15]);
  });

  it('is nothing of a transaction whose end comes with a later fetch', () => {
    const messages = [record(1, 'a'), record(2, 'b'), record(3, 'a')];
    expect(shown(messages, [{ producerId: 'a', firstOffset: '1' }])).toEqual([2]);
  });

  it('is a record with a key like the mark of an end', () => {
    const like = { ...record(1, 'b'), key: Buffer.alloc(4) };
    expect(shown([record(0, 'a'), like], [{ producerId: 'a', firstOffset: '0' }])).toEqual([1]);
  });
});
