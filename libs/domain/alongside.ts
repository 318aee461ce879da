import { Failure } from './failure.js';
import type { Json, JsonObject } from './json.js';
import type { Authentication, Submission } from './submission.js';
import { HEADERS } from './topics.js';

/**
 * What a submission says about its applicant and its answer, and what no mapping needs to know: it goes to the case
 * system beside the message and comes back with every reply, each time as it was posted. Null where it was not.
 */
export interface Alongside {
  replyChannel: Json;
  authentication: Authentication | null;
  payment: JsonObject | null;
}

/**
 * Bytes of the three together, as JSON in ASCII. Many HTTP servers take 8 KB for all headers of a request, and the
 * others of a push need their part of that.
 */
export const MOST_ALONGSIDE = 4_096;

/** The header of each on the topics; with hyphens in place of underscores, those of a push. */
const NAMES: Readonly<Record<keyof Alongside, string>> = {
  replyChannel: HEADERS.replyChannel,
  authentication: HEADERS.authentication,
  payment: HEADERS.payment,
};
const FIELDS = Object.keys(NAMES) as (keyof Alongside)[];

export function alongsideOf(posted: Partial<Submission>): Alongside {
  const { replyChannel = null, authentication = null, payment = null } = posted;
  return { replyChannel, authentication, payment };
}

/** One header for each that was posted: JSON in ASCII, which every header can hold. */
export function alongsideHeaders(alongside: Alongside): Record<string, string> {
  return Object.fromEntries(
    FIELDS.filter((field) => alongside[field] !== null).map((field) => [
      NAMES[field],
      asciiJson(alongside[field]),
    ]),
  );
}

/** What the headers of a message hold. Throws Failure `poison` where that is no JSON. */
export function alongsideIn(headers: Readonly<Record<string, string>>): Alongside {
  const read = (field: keyof Alongside) => {
    const text = headers[NAMES[field]];
    if (text === undefined) return null;
    try {
      return JSON.parse(text) as Json;
    } catch {
      // The parser's own message quotes the text.
      throw new Failure('poison', `The header ${NAMES[field]} is not JSON.`);
    }
  };
  return {
    replyChannel: read('replyChannel'),
    authentication: read('authentication') as Authentication | null,
    payment: read('payment') as JsonObject | null,
  };
}

/** How many bytes each of them takes as a header. */
export function alongsideSizes(
  posted: Partial<Submission>,
): [field: keyof Alongside, bytes: number][] {
  const headers = alongsideHeaders(alongsideOf(posted));
  return FIELDS.map((field) => [field, headers[NAMES[field]]?.length ?? 0]);
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
