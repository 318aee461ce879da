import { readFile } from 'node:fs/promises';
import { WrongCall } from './command.js';

/** The JSON object in a file that the call names. */
export async function jsonFile(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new WrongCall(`${path} cannot be read (${cause.code}).`);
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // The parser's own message quotes the text.
  }
  throw new WrongCall(`${path} is not a JSON object.`);
}
