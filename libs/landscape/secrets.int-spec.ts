import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { secretsOf } from './secrets.js';

describe('a reference to a secret', () => {
  it('is resolved from the environment or from a file beside the landscape', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'secret.txt'), 'from a file\n');
    const read = secretsOf(folder, { SIGN: 'from env' });
    expect(read('env:SIGN')).toBe('from env');
    expect(read('file:secret.txt')).toBe('from a file');
    expect(read(`file:${join(folder, 'secret.txt')}`)).toBe('from a file');
  });

  it('that leads nowhere is named', () => {
    const read = secretsOf(temporaryFolder(), { EMPTY: ' ' });
    expect(() => read('env:ABSENT')).toThrow('env:ABSENT is empty or not set');
    expect(() => read('env:EMPTY')).toThrow('env:EMPTY is empty or not set');
    expect(() => read('file:absent')).toThrow('file:absent cannot be read (ENOENT)');
  });

  it('is never taken for the secret itself', () => {
    const read = secretsOf(temporaryFolder(), {});
    let message = '';
    try {
      read('whsec_plain');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('env:NAME');
    expect(message).not.toContain('whsec_plain');
  });
});
