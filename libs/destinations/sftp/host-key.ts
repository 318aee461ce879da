import { createHash, timingSafeEqual } from 'node:crypto';
import { UnusableDestination } from '../unusable-destination.js';

/** What a server may show as its key: by its fingerprint, or as it is. */
type Pinned = { fingerprint: string } | { type: string; key: Buffer };

const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;
const PUBLIC_KEY = /^([a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})( .*)?$/;

/** The types of keys that can be checked, and how a server proves that it has one (RFC 8332 for RSA). */
const SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** The keys that a server may have. Nothing else is ever trusted: not the first one seen, and no list of hosts. */
export class PinnedKeys {
  readonly #pinned: readonly Pinned[];

  /** @throws UnusableDestination where an entry is neither a fingerprint nor a public key */
  constructor(text: string) {
    this.#pinned = text.split(',').map((entry) => pinned(entry.trim()));
  }

  accepts(key: Buffer): boolean {
    return this.#pinned.some((one) =>
      'key' in one ? same(one.key, key) : one.fingerprint === fingerprint(key),
    );
  }

  /**
   * What to ask the server to prove itself with, where that is known: a server with keys of several types else
   * shows one that is not pinned.
   */
  get algorithms(): readonly string[] | undefined {
    const types = this.#pinned.map((one) => ('type' in one ? one.type : undefined));
    if (types.includes(undefined)) return undefined;
    return [...new Set((types as string[]).flatMap((type) => SIGNATURES[type] ?? []))];
  }
}

/** As `ssh-keygen -l` writes it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type stands at the beginning of every key (RFC 4253, section 6.6). */
export function typeOf(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  const type = key.subarray(4, 4 + length).toString('latin1');
  return /^[a-z0-9@.-]{1,64}$/.test(type) ? type : 'unknown';
}

function pinned(entry: string): Pinned {
  const withoutPadding = entry.replace(/=$/, '');
  if (FINGERPRINT.test(withoutPadding)) return { fingerprint: withoutPadding };
  const [, type = '', encoded = ''] = PUBLIC_KEY.exec(entry) ?? [];
  const key = Buffer.from(encoded, 'base64');
  if (type === '' || typeOf(key) !== type) {
    throw new UnusableDestination(
      'hostKey must be fingerprints such as SHA256:… or public keys such as ssh-ed25519 AAAA…, separated by commas.',
    );
  }
  if (!Object.hasOwn(SIGNATURES, type)) {
    throw new UnusableDestination(
      `hostKey has a key of the type ${type}, which is not supported. Take one of: ${Object.keys(SIGNATURES).join(', ')}.`,
    );
  }
  return { type, key };
}

function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
