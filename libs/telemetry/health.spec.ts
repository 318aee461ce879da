import { describe, expect, it } from '@jest/globals';
import { Health } from './health.js';

const fine = () => ({ ok: true, detail: 'fine' });

describe('health', () => {
  it('is ready when every check is, and live without asking those for readiness', async () => {
    const health = new Health();
    health.add('event loop', 'live', fine);
    health.add('disk', 'ready', async () => ({ ok: false, detail: 'below the floor' }));
    expect(await health.live()).toEqual({ ok: true, checks: { 'event loop': fine() } });
    expect(await health.ready()).toEqual({
      ok: false,
      checks: { 'event loop': fine(), disk: { ok: false, detail: 'below the floor' } },
    });
  });

  it('takes a check that throws or never answers as not ok', async () => {
    const health = new Health({ timeout: 5 });
    health.add('throws', 'ready', () => {
      throw new TypeError('with a value');
    });
    health.add('hangs', 'ready', () => new Promise(() => {}));
    expect(await health.ready()).toEqual({
      ok: false,
      checks: {
        throws: { ok: false, detail: 'the check failed (TypeError)' },
        hangs: { ok: false, detail: 'no answer within 5 ms' },
      },
    });
  });

  it('refuses a second check of the same name', () => {
    const health = new Health();
    health.add('disk', 'ready', fine);
    expect(() => health.add('disk', 'live', fine)).toThrow('disk');
  });
});
