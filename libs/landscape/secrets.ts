import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/;

export function isSecretReference(text: string): boolean {
  return REFERENCE.test(text);
}

/**
 * Resolves references to secrets: `env:NAME`, or `file:path` relative to the landscape's folder. Throws a
 * sentence that names the reference, never the secret.
 */
export function secretsOf(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): (reference: string) => string {
  return (reference) => {
    if (!isSecretReference(reference)) throw new Error('A secret must be env:NAME or file:path');
    const [kind, name] = [
      reference.slice(0, reference.indexOf(':')),
      reference.slice(reference.indexOf(':') + 1),
    ];
    const secret = kind === 'env' ? env[name] : readSecretFile(resolve(folder, name), reference);
    const trimmed = secret?.trim() ?? '';
    if (trimmed === '') throw new Error(`The secret ${reference} is empty or not set`);
    return trimmed;
  };
}

function readSecretFile(path: string, reference: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Error(`The secret ${reference} cannot be read (${code})`);
  }
}
