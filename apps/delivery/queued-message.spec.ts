import { describe, expect, it } from '@jest/globals';
import { Failure, HEADERS } from '#domain';
import { clusterRecord } from '../../test/delivery/delivery-bed.js';
import { attachmentsOf, queuedMessage, replayedMessage } from './queued-message.js';

function failureOf(work: () => unknown): Failure | undefined {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
  }
  return undefined;
}

describe('a record of a cluster topic', () => {
  it('tells what is delivered where, and its place in the order', () => {
    const record = clusterRecord({ id: 'm1', offset: 42n });
    expect(queuedMessage(record)).toEqual({
      messageId: 'm1',
      destination: 'files',
      caseId: 'case-1',
      submissionId: 'submission-of-m1',
      cluster: 'gewerbe',
      origin: { topic: 'cluster.gewerbe', partition: 0, offset: 42n },
      headers: record.headers,
      value: record.value,
    });
  });

  it('of a destination with a topic of its own belongs to the same cluster', () => {
    const record = clusterRecord({ id: 'm1', topic: 'cluster.gewerbe.trier-land' });
    expect(queuedMessage(record)).toMatchObject({
      cluster: 'gewerbe',
      origin: { topic: 'cluster.gewerbe.trier-land' },
    });
  });

  it.each([
    HEADERS.messageId,
    HEADERS.messageType,
    HEADERS.submissionId,
    HEADERS.caseId,
    HEADERS.destination,
    HEADERS.service,
    HEADERS.area,
    HEADERS.ceTime,
  ])('without %s is poison', (name) => {
    for (const value of [undefined, '']) {
      const record = clusterRecord({ id: 'm1' });
      const headers = { ...record.headers, [name]: value as string };
      const failure = failureOf(() => queuedMessage({ ...record, headers }));
      expect(failure?.code).toBe('poison');
      expect(failure?.message).toContain(name);
    }
  });

  it.each(['{', '{"a":1}', '[null]', '[{"id":"a","name":"geheim.pdf"}]'])(
    'whose attachments are %s is poison, and the failure quotes nothing',
    (attachments) => {
      const record = clusterRecord({ id: 'm1' });
      const headers = { ...record.headers, [HEADERS.attachments]: attachments };
      const failure = failureOf(() => queuedMessage({ ...record, headers }));
      expect(failure?.code).toBe('poison');
      expect(failure?.message).not.toContain('geheim');
      expect(failure?.cause).toBeUndefined();
    },
  );

  it('whose payment is no JSON is poison, and the failure quotes nothing', () => {
    const record = clusterRecord({ id: 'm1' });
    const headers = { ...record.headers, [HEADERS.payment]: 'geheim' };
    const failure = failureOf(() => queuedMessage({ ...record, headers }));
    expect([failure?.code, failure?.message.includes('geheim')]).toEqual(['poison', false]);
  });

  it('lists its attachments', () => {
    const attachment = {
      id: 'a1',
      name: 'lageplan.pdf',
      mediaType: 'application/pdf',
      purpose: 'attachment',
      sha512: 'ab',
      uri: 'blob:1',
      size: 12,
    };
    const headers = { [HEADERS.attachments]: JSON.stringify([attachment]) };
    expect(attachmentsOf(headers)).toEqual([attachment]);
    expect(attachmentsOf({})).toEqual([]);
  });
});

describe('the replay of a poison record', () => {
  const operation = {
    ...clusterRecord({ id: 'm1' }),
    topic: 'operations',
    offset: 99n,
    headers: {
      ...clusterRecord({ id: 'm1' }).headers,
      [HEADERS.operation]: 'replay',
      [HEADERS.operator]: 'Erika Muster',
      [HEADERS.deadLetterId]: 'letter',
      [HEADERS.stage]: 'internal',
      [HEADERS.code]: 'poison',
      [HEADERS.originTopic]: 'cluster.gewerbe',
      [HEADERS.originPartition]: '3',
      [HEADERS.originOffset]: '9007199254740993',
    },
  };

  it('is the record as it was, in its old place', () => {
    expect(replayedMessage(operation)).toMatchObject({
      messageId: 'm1',
      cluster: 'gewerbe',
      origin: { topic: 'cluster.gewerbe', partition: 3, offset: 9007199254740993n },
      headers: clusterRecord({ id: 'm1' }).headers,
    });
  });

  it('keeps a place before the beginning of the log, where an installation has moved', () => {
    const headers = { ...operation.headers, [HEADERS.originOffset]: '-93' };
    expect(replayedMessage({ ...operation, headers }).origin.offset).toBe(-93n);
  });

  it.each([
    [HEADERS.originTopic, 'submissions'],
    [HEADERS.originOffset, ''],
    [HEADERS.originPartition, 'x'],
  ])('with %s = %j is poison itself', (name, value) => {
    const headers = { ...operation.headers, [name]: value };
    expect(failureOf(() => replayedMessage({ ...operation, headers }))?.code).toBe('poison');
  });
});
