import { describe, expect, test } from '@jest/globals';
import {
  concernsSubmission,
  type LetterProgress,
  NEW_LETTER,
  operated,
  operationJournaled,
  settled,
  stateOf,
} from './letter.js';

const announced = (letter: LetterProgress) => ({ ...letter, announced: letter.announced + 1 });
const journaled = (letter: LetterProgress) => ({ ...letter, journaled: letter.journaled + 1 });
const replayed = (letter: LetterProgress) => operated(letter, 'replay');
const discarded = (letter: LetterProgress) => operated(letter, 'discard');
const replayTold = (letter: LetterProgress) => operationJournaled(letter, 'replay');

function stateAfter(...happened: ((letter: LetterProgress) => LetterProgress)[]) {
  return stateOf(happened.reduce((letter, happens) => happens(letter), NEW_LETTER));
}

describe('a submission', () => {
  test('is held up by what failed on its way, and not by a reply or the journal', () => {
    const concerned = (stage: string, originTopic: string | null) =>
      concernsSubmission({ stage, originTopic });
    expect(concerned('delivery', 'cluster.gewerbe')).toBe(true);
    expect(concerned('internal', 'submissions')).toBe(true);
    expect(concerned('delivery', 'replies')).toBe(false);
    expect(concerned('internal', 'replies')).toBe(false);
    expect(concerned('internal', 'journal')).toBe(false);
  });
});

describe('a dead letter', () => {
  test('is open once either step tells of it, and once for both', () => {
    expect(stateAfter(announced)).toBe('open');
    expect(stateAfter(journaled)).toBe('open');
    expect(stateAfter(announced, journaled)).toBe('open');
  });

  test('is settled when what was replayed went through', () => {
    expect(stateAfter(announced, journaled, replayed)).toBe('replaying');
    expect(stateAfter(announced, journaled, replayed, replayTold, settled)).toBe('settled');
  });

  test('is settled as well where the journal comes to all of it late', () => {
    expect(stateAfter(announced, replayed, journaled, replayTold, settled)).toBe('settled');
  });

  test('stays open for the second failure, whichever step tells of it first', () => {
    expect(stateAfter(announced, journaled, replayed, announced)).toBe('open');
    expect(stateAfter(announced, journaled, replayed, replayTold, journaled)).toBe('open');
    expect(stateAfter(announced, replayed, announced, journaled, replayTold, journaled)).toBe(
      'open',
    );
  });

  test('is not opened again by the late news of a failure that was decided about', () => {
    expect(stateAfter(announced, replayed, journaled)).toBe('replaying');
    expect(stateAfter(announced, discarded, journaled)).toBe('discarded');
  });

  test('is not opened by its record where the journal settled it before', () => {
    expect(stateAfter(journaled, settled, announced)).toBe('settled');
  });

  test('stays discarded, whatever goes through later', () => {
    expect(stateAfter(announced, journaled, discarded, settled)).toBe('discarded');
  });
});
