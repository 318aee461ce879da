import { extname } from 'node:path';
import type { OutgoingMessage } from '../destination.js';

/** Bytes of a file name: 255 on all common file systems, less the id before it. */
const LONGEST_NAME = 150;

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** Whether an id can be a file name as it is; ids of ours always can. */
export function isPlain(id: string): boolean {
  return PLAIN.test(id);
}

/** The files of a message. What stands before the XML is written before it; `part` is never looked at. */
export function fileNames(messageId: string, extension = '.part') {
  return {
    xml: `${messageId}.xml`,
    part: `.${messageId}.xml${extension}`,
    about: `${messageId}.json`,
    checksums: `${messageId}.sha512`,
    attachments: messageId,
  };
}

/** `<id>-<name>`, where nothing is left of the name that a file system or a shell could misread. */
export function attachmentName(attachment: OutgoingMessage['attachments'][number]): string {
  return `${attachment.id}-${safeName(attachment.name)}`;
}

/** Letters, digits, dot, hyphen and underscore stay; the ending survives shortening. */
export function safeName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[._]+/, '')
    .replace(/[._]+$/, '');
  if (Buffer.byteLength(safe) <= LONGEST_NAME) return safe === '' ? 'attachment' : safe;
  const ending = Buffer.byteLength(extname(safe)) <= 20 ? extname(safe) : '';
  let stem = safe.slice(0, safe.length - ending.length);
  while (Buffer.byteLength(stem) + Buffer.byteLength(ending) > LONGEST_NAME) {
    stem = [...stem].slice(0, -1).join('');
  }
  return `${stem}${ending}`;
}
