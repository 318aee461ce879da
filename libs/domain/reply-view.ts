import type { Reply, StoredDocument } from './reply.js';

type DocumentView = Omit<StoredDocument, 'uri'> & { url: string };

/** A reply as the online service gets it. The addresses of documents begin at the service that it asks. */
export type ReplyView = Omit<Reply, 'client' | 'destination' | 'documents'> & {
  documents: DocumentView[];
};

export function replyView(reply: Reply): ReplyView {
  const { client: _client, destination: _destination, documents, ...told } = reply;
  return {
    ...told,
    documents: documents.map(({ uri: _uri, ...document }) => ({
      ...document,
      url: documentPath(reply.replyId, document.id),
    })),
  };
}

/** Where an online service fetches a document of a reply. */
function documentPath(replyId: string, documentId: string): string {
  return `/v1/replies/${encodeURIComponent(replyId)}/documents/${encodeURIComponent(documentId)}`;
}
