import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { WrongCall } from '../command.js';

/** A form that a new mapping begins with. */
export interface FormInput {
  schema: Readonly<Record<string, unknown>>;
  /** As it stands in the package: a given JSON Schema unchanged. */
  bytes: Uint8Array;
  /** The Leistungsschlüssel that the form names, where it names one. */
  service: string | undefined;
}

/** Reads a JSON Schema, or turns a data schema of FIM into one. */
export async function formInput(path: string): Promise<FormInput> {
  const bytes = await readFile(resolve(path)).catch(() => {
    throw new WrongCall(`${path} cannot be read.`);
  });
  return /^\uFEFF?\s*</.test(bytes.toString('utf8'))
    ? ofDataSchema(path, bytes)
    : ofJson(path, bytes);
}

function ofJson(path: string, bytes: Buffer): FormInput {
  let schema: unknown;
  try {
    schema = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new WrongCall(`${path} is neither JSON nor XDatenfelder.`);
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new WrongCall(`${path} is no JSON Schema of an object.`);
  }
  return { schema: schema as FormInput['schema'], bytes, service: undefined };
}

async function ofDataSchema(path: string, bytes: Buffer): Promise<FormInput> {
  const [{ formOf, readDataSchema }, { XmlUnreadable }] = await Promise.all([
    import('#fim'),
    import('#xoev'),
  ]);
  try {
    const data = readDataSchema(bytes);
    const { schema } = formOf(data);
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    const [service, another] = data.services;
    return {
      ...{ schema, bytes: Buffer.from(text) },
      service: another === undefined ? service : undefined,
    };
  } catch (cause) {
    if (!(cause instanceof XmlUnreadable)) throw cause;
    throw new WrongCall(`${path}:${cause.line} ${cause.message}`);
  }
}
