import { createHmac, timingSafeEqual } from 'node:crypto';
import { Failure } from '#domain';
import type { Store } from '#store';
import { installationSecret } from '../installation-secret.js';

/** What a link carries behind its path, as it arrived. */
export interface LinkQuery {
  expires?: unknown;
  signature?: unknown;
}

/**
 * Addresses of attachments, and of the list of them, that count without a key until they expire. The signature is
 * HMAC-SHA256 over method, path and time, so a link opens the one path that it was made for; the list gives a link to
 * each attachment of its message.
 */
export class AttachmentLinks {
  #key: Buffer | undefined;

  /** Takes the key of this installation; before that there are no links. */
  async open(store: Pick<Store, 'write'>): Promise<void> {
    this.#key = await installationSecret(store, 'attachment-links');
  }

  /** Path and query; a proxy may put something before them. `expires` in seconds since 1970. */
  linkTo(path: string, expires: number): string {
    const signature = this.#signature(path, String(expires)).toString('base64url');
    return `${path}?expires=${expires}&signature=${signature}`;
  }

  /** @throws Failure `unauthenticated` unless the link is ours and still counts; `now` in milliseconds since 1970 */
  demand(path: string, { expires, signature }: LinkQuery, now: number): void {
    const presented = typeof signature === 'string' ? Buffer.from(signature, 'base64url') : null;
    const until = typeof expires === 'string' && /^\d{1,12}$/.test(expires) ? expires : '0';
    const expected = this.#signature(path, until);
    const ours = presented?.length === expected.length && timingSafeEqual(presented, expected);
    if (ours && Number(until) * 1_000 > now) return;
    throw new Failure(
      'unauthenticated',
      'The link is not valid, or no longer. Fetch with the API key of the case system; a new attempt to deliver brings a new link.',
    );
  }

  #signature(path: string, expires: string): Buffer {
    if (this.#key === undefined) throw new Error('Links need their key first');
    return createHmac('sha256', this.#key).update(`GET\n${path}\n${expires}`).digest();
  }
}
