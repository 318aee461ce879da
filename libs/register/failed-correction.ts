import { HEADERS } from '#domain';

/**
 * Whether a letter of the stage `delivery` is about the correction of a message, which its checks refused: then its
 * record is the correction, and what the destination did not take still stands in the queue of delivery.
 */
export function isFailedCorrection(headers: Readonly<Record<string, string>>): boolean {
  return headers[HEADERS.correctedFields] !== undefined;
}

/** What that correction changed, as JSON pointers or XML paths; nothing where the record is no correction. */
export function fieldsOfCorrection(headers: Readonly<Record<string, string>>): string[] {
  try {
    const fields: unknown = JSON.parse(headers[HEADERS.correctedFields] ?? '[]');
    return Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [];
  } catch {
    return [];
  }
}
