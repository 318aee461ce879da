import { checksums, sha512 } from '../checksums.js';
import type { OutgoingMessage } from '../destination.js';
import { attachmentName, fileNames } from './names.js';

/** A file that is written whole. */
interface SmallFile {
  name: string;
  bytes: Buffer;
}

/** What lies beside the XML and the attachments: the hashes of all, and what is said about the message if anything is. */
export function smallFiles(message: OutgoingMessage): SmallFile[] {
  const names = fileNames(message.messageId);
  const about = aboutMessage(message);
  const hashed = [
    { sha512: sha512(message.xml), name: names.xml },
    ...(about === undefined ? [] : [{ sha512: sha512(about), name: names.about }]),
    ...message.attachments.map((attachment) => ({
      sha512: attachment.sha512.toLowerCase(),
      name: `${names.attachments}/${attachmentName(attachment)}`,
    })),
  ];
  return [
    ...(about === undefined ? [] : [{ name: names.about, bytes: about }]),
    { name: names.checksums, bytes: checksums(hashed) },
  ];
}

/** What a push says in headers and the XML need not say; undefined where none of it was said. */
function aboutMessage(message: OutgoingMessage): Buffer | undefined {
  const { messageId, noReplies = false, replaces = null, alongside } = message;
  const { replyChannel = null, authentication = null, payment = null } = alongside ?? {};
  const said = { replaces, replyChannel, authentication, payment };
  if (!noReplies && Object.values(said).every((value) => value === null)) return undefined;
  const about = { messageId, replies: noReplies ? 'none' : 'wanted', ...said };
  return Buffer.from(`${JSON.stringify(about, null, 2)}\n`);
}
