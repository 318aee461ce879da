import { Ajv } from 'ajv';
import {
  ACKNOWLEDGEMENT_KIND,
  ANSWER_SCHEMA,
  Failure,
  MESSAGE_ID,
  type PostedReply,
} from '#domain';
import { readBody, schemaFindings } from '#http';
import type { Acknowledgement } from '../acknowledgement/acknowledgement.js';
import {
  type AcknowledgementBody,
  acknowledgementIn,
} from '../acknowledgement/acknowledgement-body.js';
import { checkedReply, invalidReply } from '../replies/check-reply.js';
import { MAX_REPLY } from '../replies/receive-reply.js';

/** What a case system wrote into its topic about a message. */
export type Answer = { messageId: string } & (
  | { acknowledgement: Acknowledgement }
  | { reply: PostedReply }
);

type Acknowledging = AcknowledgementBody & {
  messageId: string;
  kind: string;
  reference?: string;
};

const fitsSchema = new Ajv({ allErrors: true }).compile<Acknowledging>(ANSWER_SCHEMA.oneOf[0]);
const IS_MESSAGE_ID = new RegExp(MESSAGE_ID.pattern);

/**
 * Reads a record of a topic of answers, with the checks of the HTTP interface.
 *
 * @throws Failure `malformed`, `too-large`, or `invalid` with the findings
 */
export function readAnswer(value: Uint8Array, mediaTypes: readonly string[]): Answer {
  if (value.length > MAX_REPLY) {
    throw new Failure('too-large', `An answer has ${MAX_REPLY} bytes at most.`);
  }
  const { value: body, findings } = readBody(Buffer.from(value));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Failure('malformed', 'The value is no JSON object.');
  }
  const { messageId, ...said } = body as Record<string, unknown>;
  if (typeof messageId !== 'string' || !IS_MESSAGE_ID.test(messageId)) {
    const detail = 'The id of the message that is answered is required: nahtlos_message_id.';
    throw invalidReply([{ pointer: '/messageId', code: 'required', detail }]);
  }
  if (said.kind !== ACKNOWLEDGEMENT_KIND) {
    return { messageId, reply: checkedReply({ value: said, findings }, mediaTypes) };
  }
  if (!fitsSchema(body)) {
    throw invalidReply([...findings, ...schemaFindings(fitsSchema.errors ?? [])]);
  }
  if (findings.length > 0) throw invalidReply(findings);
  const { messageId: _, kind, reference, ...acknowledgement } = body;
  return { messageId, acknowledgement: acknowledgementIn(acknowledgement) };
}

/** The id of the message, where the value names one at all. */
export function messageIdIn(value: Uint8Array): string | undefined {
  try {
    const { messageId } = JSON.parse(Buffer.from(value).toString()) as { messageId?: unknown };
    return typeof messageId === 'string' && IS_MESSAGE_ID.test(messageId) ? messageId : undefined;
  } catch {
    return undefined;
  }
}
