import { Failure, type Finding, HEADERS, versionOf } from '#domain';
import type { LetterSource } from '#register';
import type { CheckingCatalogue } from '#transformation';
import { changedPaths } from '#xoev';
import { type CheckedCorrection, UNCHANGED } from './checked-correction.js';
import { revisedMessage } from './revised-message.js';

/**
 * A message that an operator changed. It gets an id of its own, in the XML as well: wherever the old one stands in what
 * the operator gives.
 */
export function correctedXml(
  source: LetterSource,
  given: string,
  messages: CheckingCatalogue,
): CheckedCorrection {
  if (source.stage !== 'delivery') {
    throw new Failure('conflict', 'No message was made of it yet: correct the form data.');
  }
  const { failedCorrection } = source;
  const offered = failedCorrection?.refused?.message ?? source.message;
  if (offered === null) {
    throw new Failure('conflict', 'The message is gone, so that it cannot be corrected.');
  }
  const { messageId, replaces, headers } = revisedMessage(source);
  const renamed = (text: string) => text.replaceAll(new RegExp(replaces, 'gi'), messageId);
  const before = Buffer.from(renamed(offered.toString()));
  const value = Buffer.from(renamed(given));
  const checked = {
    newMessageId: messageId,
    value,
    headers: {
      ...headers,
      [HEADERS.contentType]: 'application/xml',
      [HEADERS.messageId]: messageId,
      [HEADERS.ceId]: messageId,
      ...areaOf(failedCorrection),
    },
    submission: null,
  };
  const findings = findingsIn(source, value, messages);
  const lost = before.includes(messageId) && !value.includes(messageId);
  if (lost) return { ...checked, findings: [ID_LOST, ...findings], fields: [] };
  if (findings.length > 0) return { ...checked, findings, fields: [] };
  const fields = changedPaths(before, value);
  const unchanged = fields.length === 0 && failedCorrection === null;
  return { ...checked, findings: unchanged ? [UNCHANGED] : [], fields };
}

/** The area of the message is as it was, also where a correction of the form had another and failed. */
function areaOf(failedCorrection: LetterSource['failedCorrection']): Record<string, string> {
  const area = failedCorrection?.refused?.headers[HEADERS.area];
  return area === undefined ? {} : { [HEADERS.area]: area };
}

const ID_LOST: Finding = {
  pointer: '/',
  code: 'id',
  detail: 'Leave the id of the message as it is: the new one takes its place by itself.',
};

function findingsIn(
  { headers, accepted }: LetterSource,
  value: Uint8Array,
  messages: CheckingCatalogue,
): Finding[] {
  const header = (name: string) => headers[name] ?? '';
  const type = header(HEADERS.messageType);
  const version = versionOf(header(HEADERS.packageVersion));
  const checker = messages.message(type, { version, service: header(HEADERS.service) });
  if (checker === undefined) {
    const detail = `No package has the message ${type} in the version ${version}. Install the one that does.`;
    return [{ pointer: '/', code: 'unmappable', detail }];
  }
  if (accepted === null) return checker.check(value);
  const { submission, submissionId, caseId, client, receivedAt, area } = accepted;
  const { data: _data, ...rest } = submission;
  return checker.check(value, { ...rest, submissionId, caseId, client, receivedAt, area });
}
