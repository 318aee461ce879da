import { v5 } from 'uuid';
import {
  type AcceptedSubmission,
  alongsideHeaders,
  alongsideOf,
  attachmentPath,
  Failure,
  type Finding,
  HEADERS,
  type JournalEvent,
  MESSAGE_NAMESPACE,
  memberTopic,
  messageName,
  ownTopic,
  type PlannedMessage,
  type Route,
  type StoredAttachment,
  type Submission,
  type Target,
  versionOf,
} from '#domain';
import type { NewEvent } from '#event-log';
import { type Guidance, type Leg, legsOf, type Revision } from './legs.js';

/** Who sends: the online service, as the directory names it. */
export interface Author {
  name: string;
  directory: string;
  /** `prefix:key`. */
  key: string;
  email?: string | undefined;
  telephone?: string | undefined;
  address?: MessageAddress | undefined;
}

interface MessageAddress {
  street?: string | undefined;
  houseNumber?: string | undefined;
  postalCode: string;
  town: string;
}

/** What transform needs of the landscape. */
export interface Routing {
  version: string;
  route(service: string, area: string, on: Date): Route | undefined;
  client(id: string): Author | undefined;
}

/** Everything that goes into one message. `createdAt` is ISO 8601 with milliseconds and zone. */
export interface MessageInput {
  accepted: AcceptedSubmission;
  submission: Submission;
  messageId: string;
  createdAt: string;
  route: Route;
  author: Author;
  product: { name: string; vendor: string; version: string };
  /** The bytes of the attachments that the message embeds, by their ids. */
  contents?: ReadonlyMap<string, Uint8Array>;
}

/** Which version of a package is meant: the one that an activation names, else the one in force on a day. */
export interface Edition {
  version?: string | undefined;
  on?: string | undefined;
  /** Of a message: the service that it is made from. */
  service?: string | undefined;
}

/** What transform needs of the packages. */
export interface MessageCatalogue {
  service(
    key: string,
    edition?: Edition,
  ):
    | {
        cluster: string;
        packageVersion: string;
        /** The standard's own codes for failures, by ours. */
        rejections?: Readonly<Record<string, string | undefined>>;
      }
    | undefined;
  message(type: string, edition?: Edition): MessageWriter | undefined;
}

export interface MessageWriter {
  type: string;
  cluster: string;
  packageVersion: string;
  /** The attachments whose bytes `write` needs; throws a `Failure` where they are too many to embed. */
  embeds?(attachments: readonly StoredAttachment[]): readonly StoredAttachment[];
  /** Maps and checks; throws a `Failure` that names the place. */
  write(input: MessageInput): Uint8Array | Promise<Uint8Array>;
}

/** A writer that can also tell what is wrong with a message which it did not write. */
interface MessageChecker extends MessageWriter {
  check(message: Uint8Array, submission?: Readonly<Record<string, unknown>>): Finding[];
}

/** What corrections need of the packages. */
export interface CheckingCatalogue extends Omit<MessageCatalogue, 'message'> {
  message(type: string, edition?: Edition): MessageChecker | undefined;
}

export interface Facts {
  routing: Routing;
  messages: MessageCatalogue;
  product: MessageInput['product'];
  /** Bytes. */
  largestMessage: number;
  /** Where case systems reach the service; the addresses of attachments are relative without it. */
  publicUrl?: string | undefined;
  /** The bytes of an attachment, whole: only those that a message embeds, which its package keeps small. */
  content(attachment: StoredAttachment): Promise<Uint8Array>;
}

export interface Transformed {
  messages: NewEvent[];
  journal: JournalEvent;
}

/**
 * Turns one submission into its messages, all or none: several targets are mapped in one step, and where one
 * fails nothing is published. The same record at the same time gives the same bytes, as long as its case has not moved.
 *
 * @param at when the record that triggers this was appended, milliseconds since 1970
 */
export async function transformSubmission(
  accepted: AcceptedSubmission,
  at: number,
  facts: Facts,
  guidance: Guidance = {},
): Promise<Transformed> {
  const { revision } = guidance;
  const legs = legsOf(accepted, facts.routing, guidance);
  const createdAt = new Date(at).toISOString();
  const author = facts.routing.client(accepted.client);
  if (author === undefined) {
    throw new Failure(
      'unroutable',
      `The landscape does not describe the client ${accepted.client}. Add it to clients.yaml and replay.`,
    );
  }
  const planned: PlannedMessage[] = [];
  const messages: NewEvent[] = [];
  let packageVersion = '';
  for (const { target, route, submission, accepted: leading } of legs) {
    const writer = writerFor(target, facts.messages, editionOf(route, accepted, facts.messages));
    const number = revision?.number ?? 0;
    const messageId = v5(
      messageName(accepted.submissionId, target.name, number),
      MESSAGE_NAMESPACE,
    );
    const contents = await embedded(writer, accepted, facts);
    const input = { accepted: leading, submission, messageId, createdAt, route, author, contents };
    const xml = await writer.write({ ...input, product: facts.product });
    if (xml.length > facts.largestMessage) {
      throw new Failure(
        'message-too-large',
        `The message ${writer.type} has ${xml.length} bytes; ${facts.largestMessage} are allowed. Send large content as attachments.`,
      );
    }
    packageVersion = writer.packageVersion;
    planned.push({
      messageId,
      type: writer.type,
      target: target.name,
      cluster: writer.cluster,
      destination: target.destination,
    });
    messages.push({
      topic: topicOf(target, writer),
      key: accepted.caseId,
      value: xml,
      headers: {
        ...headersOf(leading, submission, route, writer, target, messageId, createdAt),
        [HEADERS.attachments]: attachmentsHeader(accepted, target, messageId, facts),
        ...(revision && revisionHeaders(revision)),
      },
    });
  }
  const { route } = legs[0] as Leg;
  return {
    messages,
    journal: {
      type: 'transformed',
      submissionId: accepted.submissionId,
      caseId: accepted.caseId,
      at: createdAt,
      landscapeVersion: route.landscapeVersion,
      packageVersion,
      authority: route.authority.name,
      municipality: route.onBehalfOf?.name ?? null,
      reason: route.reason,
      messages: planned,
    },
  };
}

/** What a corrected message carries beside its own headers. */
export function revisionHeaders({ number, replaces }: Revision): Record<string, string> {
  return { [HEADERS.revision]: String(number), [HEADERS.replaces]: replaces };
}

async function embedded(
  writer: MessageWriter,
  { attachments }: AcceptedSubmission,
  facts: Facts,
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const chosen = writer.embeds?.(attachments) ?? [];
  if (chosen.length === 0) return undefined;
  const contents = new Map<string, Uint8Array>();
  for (const attachment of chosen) {
    contents.set(attachment.id, await facts.content(attachment));
  }
  return contents;
}

/**
 * Service and messages come from one version of a package: the one that the activation names, else the one in
 * force on the day of receipt.
 */
function editionOf(
  { service, packageVersion: version }: Route,
  { receivedAt }: AcceptedSubmission,
  messages: MessageCatalogue,
): Edition {
  const definition = messages.service(service, { version, on: receivedAt });
  if (definition === undefined) {
    throw new Failure(
      'unmappable',
      `No package has the service ${service} ${version === undefined ? 'in force on the date of receipt' : `in the version ${version}`}. Install the one that does and replay.`,
    );
  }
  return { version: versionOf(definition.packageVersion), service };
}

function writerFor(target: Target, messages: MessageCatalogue, edition: Edition): MessageWriter {
  const writer = messages.message(target.message, edition);
  if (writer === undefined) {
    throw new Failure(
      'unmappable',
      `No package has a mapping for the message ${target.message}. Install the package that does and replay.`,
    );
  }
  return writer;
}

/** The topic of the cluster, which its readers share, or the destination's own. */
function topicOf(target: Target, { cluster }: MessageWriter): string {
  return target.ownTopic === true
    ? ownTopic({ cluster, destination: target.destination })
    : memberTopic('cluster', cluster);
}

/** CloudEvents 1.0 in binary mode (Kafka protocol binding, section 3.2), and our own beside it. */
function headersOf(
  accepted: AcceptedSubmission,
  submission: Submission,
  route: Route,
  writer: MessageWriter,
  target: Target,
  messageId: string,
  createdAt: string,
): Record<string, string> {
  return {
    [HEADERS.ceSpecversion]: '1.0',
    [HEADERS.ceId]: messageId,
    [HEADERS.ceSource]: `urn:nahtlos:client:${accepted.client}`,
    [HEADERS.ceType]: writer.type,
    [HEADERS.ceTime]: createdAt,
    [HEADERS.ceSubject]: accepted.submissionId,
    [HEADERS.contentType]: 'application/xml',
    [HEADERS.messageId]: messageId,
    [HEADERS.messageType]: writer.type,
    [HEADERS.submissionId]: accepted.submissionId,
    [HEADERS.caseId]: accepted.caseId,
    [HEADERS.client]: accepted.client,
    [HEADERS.service]: submission.service,
    [HEADERS.area]: accepted.area,
    [HEADERS.target]: target.name,
    [HEADERS.destination]: target.destination,
    [HEADERS.test]: String(submission.test),
    [HEADERS.restricted]: String(submission.restricted),
    [HEADERS.replies]: submission.replies,
    [HEADERS.landscapeVersion]: route.landscapeVersion,
    [HEADERS.packageVersion]: writer.packageVersion,
    ...(accepted.correctedAt && { [HEADERS.correctedAt]: accepted.correctedAt }),
    ...alongsideHeaders(alongsideOf(submission)),
  };
}

/** Each attachment as it is kept, and the address at which the destination's case system fetches it. */
function attachmentsHeader(
  { attachments }: AcceptedSubmission,
  { destination }: Target,
  messageId: string,
  { publicUrl = '' }: Facts,
): string {
  return JSON.stringify(
    attachments.map((attachment) => ({
      ...attachment,
      url: publicUrl + attachmentPath({ destination, messageId, attachmentId: attachment.id }),
    })),
  );
}
