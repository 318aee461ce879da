import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Landscape, Principal } from '#landscape';
import type { Live } from './live-configuration.js';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Knows who presents a key: one of the landscape's, or the key of this start that lies in the data folder. */
export class Principals {
  readonly operatorKey = `local.${randomBytes(32).toString('base64url')}`;
  readonly #digest = digest(this.operatorKey);
  readonly #landscape: Live<Landscape>;
  readonly #loopback: boolean;

  constructor(ports: { landscape: Live<Landscape>; host: string }) {
    this.#landscape = ports.landscape;
    this.#loopback = LOOPBACK.has(ports.host);
  }

  authenticate(presented: string): Principal | undefined {
    if (presented.startsWith('local.') && timingSafeEqual(digest(presented), this.#digest)) {
      return { role: 'operator', keyId: 'local', name: userInfo().username };
    }
    return this.#landscape.current().authenticate(presented, this.#loopback);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
