import { HEADERS } from '#domain';
import type { NewEvent } from '#event-log';
import { isFailedCorrection } from './failed-correction.js';
import { journalRecord } from './journal-record.js';
import { concernsSubmission, type Operation } from './letter.js';

/** What an operation needs of a letter. */
export interface DecidedLetter {
  id: string;
  stage: string;
  submissionId: string | null;
  caseId: string;
  messageId: string | null;
  destination: string | null;
  originTopic: string | null;
  key: string;
  value: Uint8Array;
  headers: Record<string, string>;
}

export interface Decision {
  operation: Operation;
  operator: string;
  reason: string | null;
  /** Of the operation `correct` alone. */
  correction?: Correction;
  /** The decision about many letters that it belongs to. */
  bulkId?: string;
  /** ISO 8601 in UTC. */
  at: string;
}

/** What takes the place of what failed. */
export interface Correction {
  /** For transform: the corrected submission as JSON, or the corrected message as XML. */
  value: Uint8Array;
  /** Beside those of what failed. */
  headers: Record<string, string>;
  /** JSON pointers or XML paths of what was changed. */
  fields: readonly string[];
  /** The message that is to replace the one that failed; null where there was none yet. */
  newMessageId: string | null;
}

/** What the announcement added to the failing record's headers. */
const ANNOUNCEMENT = [
  HEADERS.stage,
  HEADERS.code,
  HEADERS.findings,
  HEADERS.detail,
  HEADERS.attempt,
  HEADERS.forwardArea,
] as const;
const ORIGIN = [HEADERS.originTopic, HEADERS.originPartition, HEADERS.originOffset] as const;
const EMPTY = new Uint8Array();

/** The records that carry out an operator's decision, and tell the journal of it. */
export function operationEvents(letter: DecidedLetter, decision: Decision): NewEvent[] {
  return [...carriedOut(letter, decision), ...told(letter, decision)];
}

function carriedOut(letter: DecidedLetter, decision: Decision): NewEvent[] {
  if (decision.correction !== undefined) return [corrected(letter, decision, decision.correction)];
  switch (letter.stage) {
    case 'transform':
      return [
        decision.operation === 'replay'
          ? replayedTo('submissions', letter, decision)
          : decided('submissions', letter, decision),
      ];
    case 'delivery':
      return [
        decision.operation === 'replay' && isFailedCorrection(letter.headers)
          ? correctedAgain(letter, decision)
          : decided('operations', letter, decision),
      ];
    default:
      return poison(letter, decision);
  }
}

/**
 * A correction goes through `submissions`, whatever had failed: it is mapped or checked again, and keeps its place among
 * the submissions of its case.
 */
function corrected(letter: DecidedLetter, decision: Decision, correction: Correction): NewEvent {
  const { headers, ...record } = replayedTo('submissions', letter, decision);
  return {
    ...record,
    key: letter.stage === 'transform' ? letter.key : letter.caseId,
    value: correction.value,
    headers: {
      ...headers,
      ...correction.headers,
      [HEADERS.correctedFields]: JSON.stringify(correction.fields),
    },
  };
}

/**
 * The correction that failed, byte for byte: its checks may find no fault by now. What the destination did not take is
 * not sent again.
 */
function correctedAgain(letter: DecidedLetter, decision: Decision): NewEvent {
  const { headers, ...record } = replayedTo('submissions', letter, decision);
  const revision = Number(headers[HEADERS.revision] ?? '0') + 1;
  return {
    ...record,
    key: letter.caseId,
    headers: {
      ...headers,
      [HEADERS.originTopic]: letter.originTopic ?? '',
      [HEADERS.revision]: String(revision),
      [HEADERS.replaces]: letter.messageId ?? '',
    },
  };
}

/**
 * Poison goes back to where it was, as it was. Not so to a cluster's topic, in which a message stands once: its
 * step gets it among the operations, with the place that it had. What is discarded is told to the step as well, where
 * others may wait for it.
 */
function poison(letter: DecidedLetter, decision: Decision): NewEvent[] {
  const origin = letter.originTopic ?? '';
  if (decision.operation === 'discard') {
    return origin === 'submissions' || origin === 'operations'
      ? [decided(origin, letter, decision)]
      : [];
  }
  if (origin.startsWith('cluster.')) {
    const { headers } = replayedTo('operations', letter, decision);
    const place = Object.fromEntries(ORIGIN.map((name) => [name, letter.headers[name] ?? '']));
    return [{ ...replayedTo('operations', letter, decision), headers: { ...headers, ...place } }];
  }
  return [
    {
      topic: origin,
      key: letter.key,
      value: letter.value,
      headers: { ...withoutAnnouncement(letter.headers), [HEADERS.deadLetterId]: letter.id },
    },
  ];
}

/** The failing record again, byte for byte. */
function replayedTo(topic: string, letter: DecidedLetter, decision: Decision): NewEvent {
  return {
    topic,
    key: letter.key,
    value: letter.value,
    headers: {
      ...withoutAnnouncement(letter.headers),
      [HEADERS.operation]: decision.operation,
      [HEADERS.deadLetterId]: letter.id,
      [HEADERS.operator]: decision.operator,
    },
  };
}

/** The decision alone, without a payload. */
function decided(topic: string, letter: DecidedLetter, decision: Decision): NewEvent {
  const headers: Record<string, string | null> = {
    [HEADERS.operation]: decision.operation,
    [HEADERS.deadLetterId]: letter.id,
    [HEADERS.messageId]: letter.messageId,
    [HEADERS.submissionId]: letter.submissionId,
    [HEADERS.destination]: letter.destination,
    [HEADERS.operator]: decision.operator,
    [HEADERS.reason]: decision.reason,
  };
  return {
    topic,
    key: letter.caseId,
    value: EMPTY,
    headers: Object.fromEntries(
      Object.entries(headers).filter((header): header is [string, string] => header[1] !== null),
    ),
  };
}

function told(letter: DecidedLetter, decision: Decision): NewEvent[] {
  const { id, stage, submissionId, caseId, messageId } = letter;
  if (submissionId === null || !concernsSubmission(letter)) return [];
  const { operation, operator, reason, correction, at } = decision;
  const about = {
    submissionId,
    caseId,
    at,
    deadLetterId: id,
    stage: stage as 'transform',
    messageId,
    operator,
  };
  if (correction !== undefined) {
    const { newMessageId, fields } = correction;
    return [journalRecord({ type: 'corrected', ...about, newMessageId, fields: [...fields] })];
  }
  return [
    journalRecord(
      operation === 'replay'
        ? { type: 'replayed', ...about }
        : { type: 'discarded', ...about, reason: reason ?? '' },
    ),
  ];
}

function withoutAnnouncement(headers: Record<string, string>): Record<string, string> {
  const dropped = new Set<string>([...ANNOUNCEMENT, ...ORIGIN]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
