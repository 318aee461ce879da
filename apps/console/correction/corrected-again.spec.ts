import { describe, expect, test } from '@jest/globals';
import { v5 } from 'uuid';
import { type AcceptedSubmission, HEADERS, MESSAGE_NAMESPACE, messageName } from '#domain';
import type { LetterSource } from '#register';
import { correctedData } from './corrected-data.js';
import { correctedXml } from './corrected-xml.js';

const REFUSED = '6f0ad2c0-6d4a-4a1c-8f6f-0d2f6f0d1a01';
const REVISED = v5(messageName('s1', 'anmeldung', 1), MESSAGE_NAMESPACE);
const MESSAGE = Buffer.from(`<m><id>${REFUSED}</id><name>a</name></m>`);

/** A dead letter whose correction of the form, or of the message, its checks refused. */
function source(corrected: 'form' | 'message', fields: string[]): LetterSource {
  const accepted = {
    submissionId: 's1',
    caseId: 's1',
    client: 'demo',
    receivedAt: '2026-11-22T09:00:00.000Z',
    area: '072355005',
    submission: { service: '99050012104000', area: '072355005', data: { name: 'b' } },
  } as unknown as AcceptedSubmission;
  return {
    id: 'l1',
    stage: 'delivery',
    state: 'open',
    failures: 2,
    submissionId: 's1',
    caseId: 's1',
    messageId: REFUSED,
    headers: {
      [HEADERS.target]: 'anmeldung',
      [HEADERS.destination]: 'files',
      [HEADERS.revision]: '0',
      [HEADERS.area]: '072355005',
      [HEADERS.originTopic]: 'cluster.gewerbe',
    },
    accepted,
    message:
      corrected === 'form' ? MESSAGE : Buffer.from(`<m><id>${REVISED}</id><name>b</name></m>`),
    failedCorrection: {
      fields,
      refused: { message: MESSAGE, headers: { [HEADERS.area]: '072355004' } },
    },
  };
}

const CHECKS_NOTHING = { message: () => ({ check: () => [] }), service: () => undefined } as never;

describe('after the checks refused a correction', () => {
  test.each(['form', 'message'] as const)(
    'of the %s, the message is corrected: with the next id, in the area and the topic of the one before',
    (of) => {
      const given =
        source(of, [])
          .message?.toString()
          .replace(/<name>.</, '<name>c<') ?? '';
      expect(correctedXml(source(of, []), given, CHECKS_NOTHING)).toMatchObject({
        findings: [],
        fields: ['/m/name'],
        newMessageId: REVISED,
        value: Buffer.from(`<m><id>${REVISED}</id><name>c</name></m>`),
        headers: {
          [HEADERS.messageId]: REVISED,
          [HEADERS.replaces]: REFUSED,
          [HEADERS.revision]: '1',
          [HEADERS.area]: '072355004',
          [HEADERS.contentType]: 'application/xml',
          [HEADERS.originTopic]: 'cluster.gewerbe',
        },
      });
    },
  );

  test('the same correction may be sent again', async () => {
    const again = source('message', []).message?.toString() ?? '';
    const checked = correctedXml(source('message', []), again, CHECKS_NOTHING);
    expect(checked).toMatchObject({ findings: [], fields: ['/m/name'] });
  });

  test('of the area and the form, the next one of the form alone still leads to that area', async () => {
    const facts = {
      routing: { version: '1', route: () => undefined, client: () => undefined },
      messages: CHECKS_NOTHING,
      forms: CHECKS_NOTHING,
      resolveArea: (ars: string) => ({ ars }),
    };
    const given = { data: { name: 'c' }, area: undefined };
    const checked = await correctedData(
      source('form', ['/area', '/data/street']),
      given,
      facts as never,
    );
    expect(checked.fields).toEqual(['/area', '/data/street', '/data/name']);
    expect(checked.headers).toMatchObject({ [HEADERS.originTopic]: 'cluster.gewerbe' });
  });
});
