import { Failure } from '#domain';
import { bearer } from '#http';
import type { FreeSpace } from './free-space.js';
import { type Caller, type Platform, platformOf } from './platform.js';
import type { RateLimit } from './rate-limit.js';

export interface AdmissionPorts {
  authenticate(presented: string): Caller | undefined;
  rateLimit: Pick<RateLimit, 'take'>;
  freeSpace: Pick<FreeSpace, 'demand'>;
}

interface Head {
  method: string;
  headers: { authorization?: string | undefined; 'content-encoding'?: string | undefined };
}

/**
 * Decides from the head of a request, before its body is read, whether it goes on.
 *
 * @param now milliseconds, on a clock that never goes back
 * @throws Failure `unauthenticated`, `forbidden`, `too-many-requests`, `unavailable`, `unsupported-media-type`
 */
export function admit(request: Head, ports: AdmissionPorts, now: number): Platform {
  const platform = platformOf(ports.authenticate(bearer(request)));
  const wait = ports.rateLimit.take(platform.client, now);
  if (wait > 0) {
    throw new Failure('too-many-requests', 'This client sends more than its share. Slow down.', {
      retryAfter: wait,
    });
  }
  if (request.method === 'POST') {
    ports.freeSpace.demand();
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw new Failure('unsupported-media-type', 'Send the body without a content encoding.');
    }
  }
  return platform;
}
