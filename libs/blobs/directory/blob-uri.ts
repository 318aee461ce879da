import { randomBytes } from 'node:crypto';

const ID = /^[0-9a-f]{32}$/;
const SCHEME = 'blob:';

export function newBlobId(): string {
  return randomBytes(16).toString('hex');
}

export function isBlobId(name: string): boolean {
  return ID.test(name);
}

export function blobUri(id: string): string {
  return `${SCHEME}${id}`;
}

/** The id in a URI. Whatever is not exactly one of ours is refused, so that no URI leads out of the folder. */
export function blobId(uri: string): string {
  const id = uri.startsWith(SCHEME) ? uri.slice(SCHEME.length) : '';
  if (!isBlobId(id)) throw new Error('This is not the URI of a blob');
  return id;
}
