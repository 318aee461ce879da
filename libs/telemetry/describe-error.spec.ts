import { describe, expect, it } from '@jest/globals';
import { describeError } from './describe-error.js';

describe('an error in a log line', () => {
  it('keeps kind, code, message and place', () => {
    const error = Object.assign(new Error('no such file'), { code: 'ENOENT', path: '/secret' });
    const described = describeError(error);
    expect(described).toMatchObject({ type: 'Error', code: 'ENOENT', message: 'no such file' });
    expect(described.at?.[0]).toMatch(/describe-error\.spec/);
    expect(JSON.stringify(described)).not.toContain('/secret');
  });

  it('never repeats what a parser quotes', () => {
    let thrown: unknown;
    try {
      JSON.parse('Mustermann');
    } catch (error) {
      thrown = new Error('The body is not JSON', { cause: error });
    }
    expect((thrown as { cause: Error }).cause.message).toContain('Mustermann');
    const text = JSON.stringify(describeError(thrown));
    expect(text).toContain('The body is not JSON');
    expect(text).not.toContain('Muster');
  });

  it('does not repeat a value that the message carried over several lines', () => {
    const error = new SyntaxError('unexpected\n    at Mustermann (home:1:2)\nMustermann');
    expect(JSON.stringify(describeError(error))).not.toContain('Muster');
  });

  it('says of a thrown thing that is no error only what it is', () => {
    expect(describeError({ code: 'T2001', value: 'Mustermann' })).toEqual({
      type: 'object',
      code: 'T2001',
    });
    expect(describeError('Mustermann')).toEqual({ type: 'string' });
    expect(describeError(null)).toEqual({ type: 'object' });
  });

  it('ends where causes go in a circle', () => {
    const error = new Error('round');
    error.cause = error;
    expect(describeError(error).cause?.cause?.cause?.cause?.cause).toBeUndefined();
  });
});
