import { describe, expect, it } from '@jest/globals';
import { type Lane, Lanes } from './lanes.js';

const roomForOne = (lane: Lane<string>) => 1 - lane.held;

describe('lanes', () => {
  it('are claimable when they are due and have room', () => {
    const lanes = new Lanes<string>();
    lanes.due('now', 10);
    lanes.due('later', 20);
    lanes.due('full', 10);
    lanes.of('full').held = 1;
    expect(lanes.claimable(10, roomForOne).map(({ destination }) => destination)).toEqual(['now']);
    expect(lanes.nextDueAt(roomForOne)).toBe(10);
  });

  it('keep the earliest moment they were told', () => {
    const lanes = new Lanes<string>();
    lanes.due('a', 20);
    lanes.due('a', 10);
    lanes.due('a', 30);
    expect(lanes.of('a').dueAt).toBe(10);
  });

  it('take turns', () => {
    const lanes = new Lanes<string>();
    for (const destination of ['a', 'b', 'c']) lanes.due(destination, 0);
    lanes.served(lanes.of('a'));
    expect(lanes.claimable(0, roomForOne).map(({ destination }) => destination)).toEqual([
      'b',
      'c',
      'a',
    ]);
  });

  it('know how much a destination takes between two turns, and forget it slowly', () => {
    const lanes = new Lanes<string>();
    const lane = lanes.of('fast');
    lanes.pace(Array.from({ length: 40 }, () => lane));
    expect(lane.perTurn).toBe(40);
    lanes.pace([lane]);
    expect(lane.perTurn).toBe(20);
    lanes.pace([lanes.of('other')]);
    expect(lane.perTurn).toBe(20);
  });

  it('count what a destination takes in whole messages: so many are claimed', () => {
    const lanes = new Lanes<string>();
    const lane = lanes.of('fast');
    lanes.pace(Array.from({ length: 7 }, () => lane));
    const taken = [1, 2, 3].map(() => {
      lanes.pace([lane]);
      return lane.perTurn;
    });
    expect(taken).toEqual([3, 1, 1]);
  });

  it('are forgotten only when nothing is left to do', () => {
    const lanes = new Lanes<string>();
    lanes.due('waiting', 5);
    lanes.of('held').held = 1;
    lanes.of('idle');
    for (const destination of ['waiting', 'held', 'idle']) lanes.rest(lanes.of(destination));
    expect(lanes.size).toBe(2);
  });
});

describe('a lane that is stopped', () => {
  it('is claimable from its end on, whatever is due there and whenever', () => {
    const lanes = new Lanes<string>();
    lanes.due('down', 100);
    lanes.stop('down', 500);
    lanes.due('later', 9_000);
    lanes.stop('later', 500);
    lanes.due('paused', 100);
    lanes.stop('paused', Number.POSITIVE_INFINITY);
    lanes.stop('empty', 500);
    const room = () => 1;
    expect(lanes.claimable(499, room)).toEqual([]);
    expect(lanes.nextDueAt(room)).toBe(500);
    const names = lanes.claimable(500, room).map(({ destination }) => destination);
    expect(names).toEqual(['down', 'later']);
    lanes.stop('paused', Number.NEGATIVE_INFINITY);
    expect(lanes.nextDueAt(room)).toBe(100);
  });
});
