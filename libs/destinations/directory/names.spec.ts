import { describe, expect, it } from '@jest/globals';
import { isPlain, safeName } from './names.js';

describe('a safe file name', () => {
  it.each([
    ['lageplan.pdf', 'lageplan.pdf'],
    ['Grundriß  Erdgeschoß (2).pdf', 'Grundriß_Erdgeschoß_2_.pdf'],
    ['../../etc/passwd', 'etc_passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['.htaccess', 'htaccess'],
    ['a\u0000b\nc.pdf', 'a_b_c.pdf'],
    ['..', 'attachment'],
    ['', 'attachment'],
    ['x. . .', 'x'],
    ['CON', 'CON'],
    ['u\u0308ber.pdf', 'über.pdf'],
  ])('of %j is %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });

  it('is short enough in bytes and keeps its ending', () => {
    const safe = safeName(`${'ä'.repeat(300)}.pdf`);
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(150);
    expect(safe).toMatch(/ä\.pdf$/);
    expect(Buffer.byteLength(safeName(`x.${'y'.repeat(400)}`))).toBeLessThanOrEqual(150);
  });
});

describe('an id as a file name', () => {
  it.each(['../x', 'a/b', '', '.', '.hidden', 'a b', 'x'.repeat(101), 'a\n'])('is not %j', (id) => {
    expect(isPlain(id)).toBe(false);
  });
});
