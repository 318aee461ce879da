import { v7 } from 'uuid';
import type { PostedReply, Reply, StoredDocument } from '#domain';
import type { Answered } from './find-answered.js';

/** A reply as it goes to the online service, of what a case system posted about a message. */
export function replyOf(
  answered: Answered,
  posted: PostedReply,
  documents: StoredDocument[],
  at: Date,
): Reply {
  return {
    replyId: v7(),
    ...answered,
    at: at.toISOString(),
    kind: posted.kind,
    acknowledgement: null,
    status: posted.status ?? null,
    outcome: posted.outcome ?? null,
    text: posted.text ?? null,
    deadline: posted.deadline ?? null,
    fileNumber: posted.fileNumber ?? null,
    documents,
  };
}
