import { describe, expect, it } from '@jest/globals';
import { fingerprint, PinnedKeys, typeOf } from './host-key.js';

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmYvUuvd4mxTPBSaD2tWUsuOKdG2LAGyX7cGPJPLMRp';
const KEY = Buffer.from(ED25519.split(' ')[1] as string, 'base64');
const OTHER = Buffer.concat([KEY.subarray(0, KEY.length - 1), Buffer.from([1])]);

describe('a pinned key', () => {
  it.each([
    ['by its fingerprint', fingerprint(KEY)],
    ['by its fingerprint with padding', `${fingerprint(KEY)}=`],
    ['as a public key', ED25519],
    ['as a public key with a comment', `${ED25519} root@sftp.amt.example`],
    ['beside another', `SHA256:${'A'.repeat(43)}, ${ED25519}`],
  ])('is recognised %s, and no other is', (_how, hostKey) => {
    const pinned = new PinnedKeys(hostKey);
    expect([pinned.accepts(KEY), pinned.accepts(OTHER)]).toEqual([true, false]);
  });

  it('tells how the server has to prove itself, where the keys say so', () => {
    expect(new PinnedKeys(ED25519).algorithms).toEqual(['ssh-ed25519']);
    expect(new PinnedKeys(`${ED25519},${fingerprint(OTHER)}`).algorithms).toBeUndefined();
  });

  it.each([
    '',
    '*',
    'SHA256:short',
    'MD5:aa:bb',
    'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIJmYvUuvd4mxTPBSaD2tWUsuOKdG2LAGyX7cGPJPLMRp',
    `${ED25519},`,
  ])('is never made of %j', (text) => {
    expect(() => new PinnedKeys(text)).toThrow(/fingerprints/);
  });
});

describe('a pinned key of a type that nobody can check', () => {
  it('is refused by its name', () => {
    const dss = Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('ssh-dss')]);
    expect(() => new PinnedKeys(`ssh-dss ${dss.toString('base64')}`)).toThrow(/ssh-dss.*ed25519/);
  });
});

describe('the type of a key', () => {
  it('is what the key says, and never more than a word', () => {
    expect(typeOf(KEY)).toBe('ssh-ed25519');
    expect(typeOf(Buffer.from([0, 0, 0, 4, 60, 97, 47, 62]))).toBe('unknown');
    expect(typeOf(Buffer.alloc(2))).toBe('unknown');
  });
});
