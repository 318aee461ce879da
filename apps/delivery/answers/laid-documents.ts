import { type AnnouncedDocument, Failure, type Finding, type StoredDocument } from '#domain';
import type { Store, Tx } from '#store';
import type { PartBlobs } from '#upload';
import type { DeliveryTables } from '../delivery.tables.js';
import { invalidReply } from '../replies/check-reply.js';
import { findAnswered } from '../replies/find-answered.js';

/** Milliseconds after which a document that no answer has named is forgotten. */
const KEPT = 7 * 86_400_000;

interface Ports {
  store: Pick<Store, 'write' | 'tables'>;
  blobs: PartBlobs;
  limits: { maxReplyDocument: number; replyMediaTypes: readonly string[] };
  now(): Date;
  log: { warn(fields: object, message: string): void };
}

export interface LaidDocument {
  id: string;
  size: number;
  sha512: string;
  /** Whether the same bytes lay there before. */
  repeated: boolean;
}

/**
 * Documents that are uploaded before an answer in a topic names them. The same bytes again change nothing; others take
 * the place of what no answer has named yet.
 */
export class LaidDocuments {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** @throws Failure `not-found`, `no-replies`, `unsupported-media-type`, `too-large` */
  async lay(
    about: { messageId: string; destinations: readonly string[]; id: string; mediaType: string },
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<LaidDocument> {
    const { store, blobs, limits, now } = this.#ports;
    const { messageId, id } = about;
    const { destination, submissionId } = await findAnswered(store, messageId, about.destinations);
    const mediaType = about.mediaType.toLowerCase();
    if (!limits.replyMediaTypes.includes(mediaType)) {
      const expected = limits.replyMediaTypes.join(', ');
      throw new Failure('unsupported-media-type', `Expected one of: ${expected}.`);
    }
    const written = await blobs.write(bytes, limits.maxReplyDocument);
    const { uri, size, sha512 } = written;
    const key = { message_id: messageId, destination, id };
    let superseded: string | undefined = uri;
    try {
      const repeated = await store.write(async (tx) => {
        const tables = tx.tables<DeliveryTables>();
        const before = await tables
          .selectFrom('answer_document')
          .select(['uri', 'sha512', 'media_type'])
          .where('message_id', '=', messageId)
          .where('destination', '=', destination)
          .where('id', '=', id)
          .executeTakeFirst();
        if (before?.sha512 === sha512 && before.media_type === mediaType) return true;
        const row = {
          ...{ submission_id: submissionId, media_type: mediaType, uri, size, sha512 },
          uploaded_at: now().getTime(),
        };
        await tables
          .insertInto('answer_document')
          .values({ ...key, ...row })
          .onConflict((conflict) =>
            conflict.columns(['message_id', 'destination', 'id']).doUpdateSet(row),
          )
          .execute();
        // What an answer took meanwhile is its own; the sweeper sees that, and removes what is nobody's.
        superseded = undefined;
        return false;
      });
      return { id, size, sha512, repeated };
    } catch (cause) {
      // It may be durable all the same; if it is not, the sweeper removes the bytes.
      superseded = undefined;
      throw cause;
    } finally {
      if (superseded !== undefined) await this.#remove(superseded);
    }
  }

  /** Forgets what no answer has named in time; the sweeper then removes the bytes. */
  async forget(): Promise<void> {
    const before = this.#ports.now().getTime() - KEPT;
    await this.#ports.store.write(async (tx) => {
      await tx
        .tables<DeliveryTables>()
        .deleteFrom('answer_document')
        .where('uploaded_at', '<', before)
        .execute();
    });
  }

  async #remove(uri: string): Promise<void> {
    await this.#ports.blobs.remove(uri).catch((err: unknown) => {
      this.#ports.log.warn({ uri, err }, 'A blob was not removed; the sweeper will do it');
    });
  }
}

/**
 * The documents that an answer names, as they lie there.
 *
 * @throws Failure `invalid` where one is not there, or has another hash or media type
 */
export async function laidFor(
  tx: Tx,
  { messageId, destination }: { messageId: string; destination: string },
  announced: readonly AnnouncedDocument[],
): Promise<StoredDocument[]> {
  if (announced.length === 0) return [];
  const rows = await tx
    .tables<DeliveryTables>()
    .selectFrom('answer_document')
    .selectAll()
    .where('message_id', '=', messageId)
    .where('destination', '=', destination)
    .where(
      'id',
      'in',
      announced.map(({ id }) => id),
    )
    .execute();
  const laid = new Map(rows.map((row) => [row.id, row] as const));
  const findings = announced.flatMap((document, index) =>
    misfit(document, laid.get(document.id), `/documents/${index}`),
  );
  if (findings.length > 0) throw invalidReply(findings);
  return announced.map((document) => {
    const { uri, size, sha512 } = laid.get(document.id)!;
    return { ...document, sha512, uri, size: Number(size) };
  });
}

/** From here on the documents are those of the reply that has taken them. */
export async function handOver(tx: Tx, documents: readonly StoredDocument[]): Promise<void> {
  if (documents.length === 0) return;
  await tx
    .tables<DeliveryTables>()
    .deleteFrom('answer_document')
    .where(
      'uri',
      'in',
      documents.map(({ uri }) => uri),
    )
    .execute();
}

function misfit(
  { sha512, mediaType }: AnnouncedDocument,
  laid: { sha512: string; media_type: string } | undefined,
  pointer: string,
): Finding[] {
  if (laid === undefined) {
    const detail = 'No document was uploaded for this message under this id.';
    return [{ pointer, code: 'missing-document', detail }];
  }
  if (laid.sha512 !== sha512.toLowerCase()) {
    const detail = 'The document that was uploaded has another SHA-512.';
    return [{ pointer: `${pointer}/sha512`, code: 'hash', detail }];
  }
  if (laid.media_type === mediaType.toLowerCase()) return [];
  const detail = 'The document was uploaded with another media type.';
  return [{ pointer: `${pointer}/mediaType`, code: 'media-type', detail }];
}
