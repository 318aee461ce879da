import type { AcceptedSubmission, Route, Submission } from '#domain';

/** Everything a message is made of. The same input gives the same bytes. */
export interface MessageInput {
  accepted: AcceptedSubmission;
  /** The submission with what its sender left out filled in. */
  submission: Submission;
  messageId: string;
  /** ISO 8601 with milliseconds and zone. */
  createdAt: string;
  route: Route;
  /** Who is named as the author: the client's directory entry, its key as `prefix:key`. */
  author: { name: string; directory: string; key: string };
  /** The software that wrote the message. */
  product: { name: string; vendor: string; version: string };
}
