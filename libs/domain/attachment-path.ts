/** Where a case system fetches an attachment of one of its messages, on the HTTP edge of delivery. */
export function attachmentPath(of: {
  destination: string;
  messageId: string;
  attachmentId: string;
}): string {
  const [destination, messageId, id] = [of.destination, of.messageId, of.attachmentId].map(
    encodeURIComponent,
  );
  return `/v1/inbox/${destination}/messages/${messageId}/attachments/${id}`;
}
