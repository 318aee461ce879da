import { readFileSync } from 'node:fs';
import { Failure } from '#domain';

/**
 * Follows a reference to a secret: `env:NAME` or `file:path`. Files lose their last line break.
 *
 * @throws Failure `internal` that names the reference, never the secret
 */
export function readSecret(reference: string): string {
  const [scheme, ...rest] = reference.split(':');
  const name = rest.join(':');
  if (scheme === 'env') {
    const secret = process.env[name];
    if (secret === undefined || secret === '') {
      throw new Failure(
        'internal',
        `The environment variable ${name}, which holds a secret, is not set.`,
      );
    }
    return secret;
  }
  if (scheme === 'file') {
    try {
      return readFileSync(name, 'utf8').replace(/\r?\n$/, '');
    } catch (cause) {
      throw new Failure('internal', `The file ${name}, which holds a secret, cannot be read.`, {
        cause,
      });
    }
  }
  throw new Failure('internal', 'A secret is given as env:NAME or file:path.');
}
