import { createHash, timingSafeEqual } from 'node:crypto';
import type { KeyEntry } from '../entries.js';
import type { Principal } from '../landscape.js';

/** 32 bytes in base64url, without padding. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const NOBODY = Buffer.alloc(32);

interface Known {
  hash: Buffer;
  principal: Principal;
}

/** The hash under which a secret is kept. Fast on purpose: it is 256 random bits, not a password. */
export function secretHash(secret: Uint8Array | string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Recognises presented API keys, in a time that does not tell how near a wrong one came. */
export class Authenticator {
  readonly #keys = new Map<string, Known>();
  readonly #loopback: Known[] = [];

  constructor(keys: readonly KeyEntry[]) {
    for (const key of keys) {
      const principal = principalOf(key);
      if (key.sha256 !== undefined) {
        this.#keys.set(key.id, { hash: Buffer.from(key.sha256, 'hex'), principal });
      }
      if (key.loopbackSecret !== undefined) {
        this.#loopback.push({ hash: secretHash(key.loopbackSecret), principal });
      }
    }
  }

  authenticate(presented: string, listensOnLoopback: boolean): Principal | undefined {
    const dot = presented.indexOf('.');
    const secret = presented.slice(dot + 1);
    if (dot > 0 && SECRET.test(secret)) {
      const known = this.#keys.get(presented.slice(0, dot));
      const hash = secretHash(Buffer.from(secret, 'base64url'));
      if (timingSafeEqual(hash, known?.hash ?? NOBODY)) return known?.principal;
    }
    if (!listensOnLoopback) return undefined;
    const hash = secretHash(presented);
    return this.#loopback.find((known) => timingSafeEqual(hash, known.hash))?.principal;
  }
}

function principalOf(key: KeyEntry): Principal {
  switch (key.role) {
    case 'platform': {
      const services = key.services === 'all' ? undefined : new Set(key.services);
      return {
        role: 'platform',
        keyId: key.id,
        client: key.client,
        allows: (service) => services?.has(service) ?? true,
      };
    }
    case 'operator':
      return { role: 'operator', keyId: key.id, name: key.name };
    case 'case-system':
      return { role: 'case-system', keyId: key.id, destinations: key.destinations };
  }
}
