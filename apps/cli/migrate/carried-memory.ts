import type { EmbeddedRemains, RememberedRecord } from '#event-log';
import { headersBeforeTheLog, nameBeforeTheLog } from './before-the-log.js';

/** Which case waits behind which submission, with what waits. */
export async function* carriedHolds(remains: EmbeddedRemains): AsyncIterable<RememberedRecord> {
  for await (const { key, name, headers, value } of remains.remembered('holds')) {
    yield {
      key,
      name: nameBeforeTheLog(name),
      headers: headersBeforeTheLog(headers, remains.end),
      value,
    };
  }
}
