/** The list of what belongs to a message: its attachments, and its summary where the destination gets that along. */
export function attachmentsPath(of: { destination: string; messageId: string }): string {
  const [destination, messageId] = [of.destination, of.messageId].map(encodeURIComponent);
  return `/v1/inbox/${destination}/messages/${messageId}/attachments`;
}

/** Where a case system fetches an attachment of one of its messages, on the HTTP edge of delivery. */
export function attachmentPath(of: {
  destination: string;
  messageId: string;
  attachmentId: string;
}): string {
  return `${attachmentsPath(of)}/${encodeURIComponent(of.attachmentId)}`;
}
