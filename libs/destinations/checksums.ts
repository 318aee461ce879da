import { createHash } from 'node:crypto';

/**
 * What `sha512sum --check` reads: hash, two spaces, name, a line each. Names must be free of line breaks and
 * backslashes.
 */
export function checksums(entries: readonly { sha512: string; name: string }[]): Buffer {
  return Buffer.from(entries.map(({ sha512, name }) => `${sha512}  ${name}\n`).join(''));
}

export function sha512(bytes: Uint8Array): string {
  return createHash('sha512').update(bytes).digest('hex');
}
