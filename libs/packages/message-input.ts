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
  author: Author;
  /** The software that wrote the message. */
  product: { name: string; vendor: string; version: string };
  /** The bytes of the attachments that the message embeds, by their ids. */
  contents?: ReadonlyMap<string, Uint8Array>;
}

/** Who sends; some standards demand more of an author than a name. */
export interface Author {
  name: string;
  directory: string;
  key: string;
  email?: string | undefined;
  telephone?: string | undefined;
  address?: Address | undefined;
}

export interface Address {
  street?: string | undefined;
  houseNumber?: string | undefined;
  postalCode: string;
  town: string;
}
