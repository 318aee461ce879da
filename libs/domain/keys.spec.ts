import { describe, expect, it } from '@jest/globals';
import { AREA_KEY, areaPrefixes, MUNICIPALITY_KEY, SERVICE_KEY } from './keys.js';
import { deadLetterName, messageName } from './message-id.js';
import { reaches } from './submission.js';
import { memberTopic, topicName } from './topics.js';

describe('the keys of the administration', () => {
  it('tells services, areas and municipalities apart by their form', () => {
    expect(SERVICE_KEY.test('99050012104000')).toBe(true);
    expect(SERVICE_KEY.test('98050012104000')).toBe(false);
    expect(
      ['07', '073', '07315', '073155001', '073150000000'].every((key) => AREA_KEY.test(key)),
    ).toBe(true);
    expect(AREA_KEY.test('07315000')).toBe(false);
    expect(MUNICIPALITY_KEY.test('07315000')).toBe(true);
  });

  it('looks for responsibility from the municipality up to the Land', () => {
    expect(areaPrefixes('073355004012')).toEqual([
      '073355004012',
      '073355004',
      '07335',
      '073',
      '07',
    ]);
    expect(areaPrefixes('07335')).toEqual(['07335', '073', '07']);
  });
});

describe('the names that ids are made of', () => {
  it('differ by submission, target and revision, and by nothing else', () => {
    const names = [
      messageName('s', 'a', 0),
      messageName('s', 'b', 0),
      messageName('s', 'a', 1),
      messageName('t', 'a', 0),
    ];
    expect(new Set(names).size).toBe(4);
    expect(messageName('s', 'a', 0)).toBe(names[0]);
  });

  it('make what fails again at the same stage the same dead letter', () => {
    const letter = { stage: 'delivery', submissionId: 's', messageId: 'm' };
    expect(deadLetterName(letter)).toBe(deadLetterName({ ...letter }));
    expect(deadLetterName(letter)).not.toBe(deadLetterName({ ...letter, messageId: null }));
  });
});

describe('a level of assurance', () => {
  it('reaches itself and what is below', () => {
    expect(reaches('substantial', 'substantial')).toBe(true);
    expect(reaches('high', 'low')).toBe(true);
    expect(reaches('low', 'substantial')).toBe(false);
    expect(reaches(undefined, 'low')).toBe(false);
    expect(reaches(undefined, undefined)).toBe(true);
  });
});

describe('the topic map', () => {
  it('finds the entry of a topic, also of a member of a family', () => {
    expect(topicName('journal')).toBe('journal');
    expect(topicName(memberTopic('cluster', 'gewerbe'))).toBe('cluster');
    expect(topicName('toString')).toBeUndefined();
    expect(topicName('elsewhere')).toBeUndefined();
  });
});
