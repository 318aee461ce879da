import { describe, expect, it } from '@jest/globals';
import { decideForwarding, type ForwardingFacts } from './forwarding.js';

const area = (code: string, destination: string) => ({
  area: code,
  destinations: { notice: destination },
});
const facts: ForwardingFacts = {
  destination: 'mainz',
  rule: 'forward',
  target: 'notice',
  other: { name: 'Stadt Bingen', areas: [area('073390005', 'bingen')] },
  been: ['mainz'],
};

describe('a message whose case system is not responsible', () => {
  it('is forwarded where the rule says so and leaves nothing to choose', () => {
    expect(decideForwarding(facts)).toEqual({
      type: 'forward',
      area: '073390005',
      destination: 'bingen',
    });
  });

  it('is for a person where there is no such rule, without a word about one', () => {
    expect(decideForwarding({ ...facts, rule: 'dead-letter' })).toEqual({
      type: 'person',
      why: null,
    });
  });

  it.each<[string, Partial<ForwardingFacts>, string]>([
    ['nobody is named, or nobody known', { other: undefined }, 'not known who'],
    [
      'the authority does it in two areas',
      { other: { name: 'B', areas: [area('07', 'b'), area('08', 'b')] } },
      'B does this service in several areas',
    ],
    ['its message has no place there', { target: 'copy' }, 'no target copy'],
    [
      'it would come back at once',
      { other: { name: 'B', areas: [area('07', 'mainz')] } },
      'leads to the same destination',
    ],
    ['it was there before', { been: ['bingen', 'mainz'] }, 'at the destination bingen before'],
  ])('is for a person, who is told why, where %s', (_where, changes, why) => {
    const decided = decideForwarding({ ...facts, ...changes });
    expect(decided).toMatchObject({ type: 'person', why: expect.stringContaining(why) });
    expect(decided).toMatchObject({ why: expect.stringContaining('The rule of the destination') });
  });
});
