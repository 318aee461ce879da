import type { Finding, JsonObject } from '#domain';
import type { Edition } from '#packages';

/** A correction as it will travel, and what the checks find. */
export interface CheckedCorrection {
  findings: readonly Finding[];
  /** JSON pointers or XML paths of what differs from what failed. */
  fields: readonly string[];
  newMessageId: string | null;
  value: Uint8Array;
  headers: Record<string, string>;
  /** The corrected submission, for corrections after this one. */
  submission: Uint8Array | null;
}

/** What corrections ask the packages about forms. */
export interface FormCatalogue {
  service(
    key: string,
    edition?: Edition,
  ):
    | {
        checkForm(data: JsonObject, submission: Readonly<Record<string, unknown>>): Finding[];
      }
    | undefined;
}

export const UNCHANGED: Finding = {
  pointer: '',
  code: 'unchanged',
  detail: 'It does not differ from what failed. Replay it as it is.',
};
