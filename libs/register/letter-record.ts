import { v5 } from 'uuid';
import {
  DEAD_LETTER_NAMESPACE,
  deadLetterName,
  FAILURES,
  type FailureCode,
  type Finding,
  HEADERS,
  type Stage,
} from '#domain';
import type { StoredEvent } from '#event-log';

/** A record of `dead-letters`, read: what failed, where, and the failing record itself. */
export interface LetterRecord {
  id: string;
  stage: Stage;
  code: FailureCode;
  findings: Finding[];
  detail: string;
  cluster: string;
  submissionId: string | null;
  caseId: string;
  client: string | null;
  service: string | null;
  area: string | null;
  messageId: string | null;
  messageType: string | null;
  destination: string | null;
  landscapeVersion: string | null;
  packageVersion: string | null;
  /** The standard's own code for the failure. */
  rejectionCode: string | null;
  restricted: boolean | null;
  originTopic: string | null;
  /** Where a rule of the landscape forwards it. */
  forwardArea: string | null;
  key: string;
  value: Buffer;
  headers: Record<string, string>;
  /** Topic and partition of the announcement. */
  origin: string;
  position: number;
  /** Milliseconds since 1970. */
  at: number;
}

export function readLetterRecord(record: StoredEvent): LetterRecord {
  const { headers } = record;
  const header = (name: string): string | null => headers[name] || null;
  const originTopic = header(HEADERS.originTopic);
  const stage = (header(HEADERS.stage) ?? 'internal') as Stage;
  const submissionId =
    header(HEADERS.submissionId) ?? (originTopic === 'journal' ? record.key : null);
  const messageId = stage === 'transform' ? null : header(HEADERS.messageId);
  const restricted = header(HEADERS.restricted);
  const code = header(HEADERS.code) ?? 'internal';
  return {
    id: header(HEADERS.deadLetterId) ?? nameless(record, stage, submissionId, messageId),
    stage,
    code: (code in FAILURES ? code : 'internal') as FailureCode,
    findings: findingsIn(header(HEADERS.findings)),
    detail: header(HEADERS.detail) ?? '',
    cluster: record.topic.slice(record.topic.indexOf('.') + 1),
    submissionId,
    caseId: header(HEADERS.caseId) ?? record.key,
    client: header(HEADERS.client),
    service: header(HEADERS.service),
    area: header(HEADERS.area),
    messageId,
    messageType: header(HEADERS.messageType),
    destination: header(HEADERS.destination),
    landscapeVersion: header(HEADERS.landscapeVersion),
    packageVersion: header(HEADERS.packageVersion),
    rejectionCode: header(HEADERS.rejectionCode),
    restricted: restricted === null ? null : restricted !== 'false',
    originTopic,
    forwardArea: header(HEADERS.forwardArea),
    key: record.key,
    value: Buffer.from(record.value),
    headers,
    origin: `${record.topic}/${record.partition}`,
    position: Number(record.offset),
    at: record.at,
  };
}

/**
 * Poison comes without an id: nobody could read what it is about. Its place in its own topic names it, and a replay
 * carries that name along, so that failing again is the same letter.
 */
function nameless(
  { headers }: StoredEvent,
  stage: Stage,
  submissionId: string | null,
  messageId: string | null,
): string {
  const place = [HEADERS.originTopic, HEADERS.originPartition, HEADERS.originOffset].map(
    (name) => headers[name] ?? '',
  );
  const name =
    stage !== 'internal' && submissionId !== null
      ? deadLetterName({ stage, submissionId, messageId })
      : `internal/${place.join('/')}`;
  return v5(name, DEAD_LETTER_NAMESPACE);
}

function findingsIn(json: string | null): Finding[] {
  if (json === null) return [];
  try {
    const findings: unknown = JSON.parse(json);
    return Array.isArray(findings) ? (findings as Finding[]) : [];
  } catch {
    return [];
  }
}

/** The first place named, with positions in lists left out: failures of one cause share it. */
export function placeOf(findings: readonly Finding[]): string {
  const pointer = findings[0]?.pointer ?? '';
  return pointer.replace(/\[\d+\]/g, '').replace(/\/\d+(?=\/|$)/g, '/*');
}
