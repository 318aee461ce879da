import { describe, expect, it } from '@jest/globals';
import { Failure } from '#domain';
import { carried, restored } from './carried-failure.js';

const across = (thrown: unknown) => restored(structuredClone(carried(thrown)));

describe('a failure that crosses between threads', () => {
  it('arrives as a failure with its code, its sentence and its findings', () => {
    const findings = [{ pointer: '/data/ort', code: 'unmappable', detail: 'One value is needed' }];
    const failure = across(new Failure('unmappable', 'One value is needed', { findings }));
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'unmappable', message: 'One value is needed', findings });
    expect(failure.disposition).toBe('dead-letter');
  });

  it('keeps the name of an unforeseen error, by which the log withholds messages that quote', () => {
    class XmlError extends Error {}
    const failure = across(new XmlError('value "Mainz" does not fit'));
    expect(failure.code).toBe('internal');
    expect((failure.cause as Error).name).toBe('XmlError');
    expect((failure.cause as Error).stack).toContain('carried-failure');
  });

  it('takes anything that can be thrown', () => {
    expect(across('a text').code).toBe('internal');
  });
});
