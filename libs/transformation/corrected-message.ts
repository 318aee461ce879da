import { v5 } from 'uuid';
import {
  type AcceptedSubmission,
  Failure,
  HEADERS,
  MESSAGE_NAMESPACE,
  messageName,
  type PlannedMessage,
  versionOf,
} from '#domain';
import type { NewEvent } from '#event-log';
import type { Moves, Revision } from './legs.js';
import {
  type CheckingCatalogue,
  type Facts,
  revisionHeaders,
  transformSubmission,
} from './transform-submission.js';

/** On `submissions`: a correction of a message that a destination did not take. */
export interface CorrectionRecord {
  key: string;
  /** A whole AcceptedSubmission as JSON, or the message itself as XML: the content type says which. */
  value: Uint8Array;
  headers: Record<string, string>;
  /** Milliseconds since 1970. */
  at: number;
}

export interface CorrectionFacts extends Facts {
  messages: CheckingCatalogue;
}

export interface CorrectedMessage {
  message: NewEvent;
  planned: PlannedMessage;
}

/** What only a correction's way through `submissions` needs. */
const ON_THE_WAY = new Set<string>([
  HEADERS.operation,
  HEADERS.operator,
  HEADERS.deadLetterId,
  HEADERS.correctedFields,
  HEADERS.originTopic,
]);

/** The field of a submission that leads to another destination. */
const AREA = '/area';

function fieldsIn({ [HEADERS.correctedFields]: json = '[]' }: Record<string, string>): unknown[] {
  try {
    const fields: unknown = JSON.parse(json);
    if (Array.isArray(fields)) return fields;
  } catch {
    // Told below.
  }
  throw new Failure('poison', 'The correction does not say which fields it changes.');
}

/** Whether a correction leads elsewhere. Throws Failure `poison` where it does not say what it changes. */
export function isRerouted(headers: Record<string, string>): boolean {
  return fieldsIn(headers).includes(AREA);
}

/** Which message a correction makes anew. Throws Failure `poison` where its headers do not say. */
export function revisionOf(headers: Record<string, string>): Revision {
  const {
    [HEADERS.target]: target,
    [HEADERS.destination]: destination,
    [HEADERS.revision]: number = '',
    [HEADERS.replaces]: replaces,
  } = headers;
  if (!target || !destination || !replaces || !/^[1-9]\d*$/.test(number)) {
    throw new Failure('poison', 'The correction does not say which message it makes anew.');
  }
  const rerouted = isRerouted(headers);
  return { target, destination, rerouted, number: Number(number), replaces };
}

/**
 * Makes one message anew: from the corrected form data, or the corrected message itself once it is checked again.
 *
 * @throws Failure as `transformSubmission` does
 */
export async function correctedMessage(
  record: CorrectionRecord,
  facts: CorrectionFacts,
  moves?: Moves,
): Promise<CorrectedMessage> {
  const revision = revisionOf(record.headers);
  if (record.headers[HEADERS.contentType] === 'application/xml') {
    return editedMessage(record, revision, facts);
  }
  const accepted = JSON.parse(Buffer.from(record.value).toString()) as AcceptedSubmission;
  const made = await transformSubmission(accepted, record.at, facts, { revision, moves });
  const [message] = made.messages;
  const [planned] = made.journal.type === 'transformed' ? made.journal.messages : [];
  if (message === undefined || planned === undefined) throw new Failure('internal');
  return { message, planned };
}

function editedMessage(
  { key, value, headers }: CorrectionRecord,
  revision: Revision,
  { messages, largestMessage }: CorrectionFacts,
): CorrectedMessage {
  const header = (name: string) => headers[name] ?? '';
  const type = header(HEADERS.messageType);
  const version = versionOf(header(HEADERS.packageVersion));
  const checker = messages.message(type, { version, service: header(HEADERS.service) });
  if (checker === undefined) {
    throw new Failure(
      'unmappable',
      `No package has the message ${type} in the version ${version}. Install the one that does, and correct it again.`,
    );
  }
  const findings = checker.check(value);
  const [first] = findings;
  if (first !== undefined) throw new Failure('invalid-message', first.detail, { findings });
  if (value.length > largestMessage) {
    throw new Failure(
      'message-too-large',
      `The message ${type} has ${value.length} bytes; ${largestMessage} are allowed.`,
    );
  }
  const kept = Object.entries(headers).filter(([name]) => !ON_THE_WAY.has(name));
  const { target, destination, number } = revision;
  const messageId = v5(
    messageName(header(HEADERS.submissionId), target, number),
    MESSAGE_NAMESPACE,
  );
  const named = { [HEADERS.messageId]: messageId, [HEADERS.ceId]: messageId };
  return {
    message: {
      topic: header(HEADERS.originTopic),
      key,
      value,
      headers: { ...Object.fromEntries(kept), ...named, ...revisionHeaders(revision) },
    },
    planned: {
      messageId,
      type,
      target,
      cluster: checker.cluster,
      destination,
    },
  };
}
