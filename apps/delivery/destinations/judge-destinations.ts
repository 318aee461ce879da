import type { Outcome } from '#destinations';
import { BREAKER, type BreakerPolicy } from '#domain';
import { judge, type Sign } from '../breaker/breaker.js';
import type { Tables } from '../queue/positional.js';
import { type DestinationState, unknownDestination, withClock } from './state.js';
import { lockStates, readStates, writeState } from './state-store.js';

/** Milliseconds for which the last outcome of a destination is not told again as long as it stays the same. */
const TOLD_AGAIN = 60_000;

/** An attempt in which the destination was asked, or was to be probed. Times are milliseconds since 1970. */
export interface Answered {
  destination: string;
  outcome: Outcome;
  /** Whether the outcome tells about the destination; else nobody got as far as that. */
  asked: boolean;
  /** The one attempt that a half-open breaker let through. */
  probe: boolean;
  policy: BreakerPolicy | undefined;
  endedAt: number;
  /** From 0 to below 1. */
  random: number;
}

/** What a destination was before attempts ended, and what it is with what they tell. */
export interface Judged {
  before: DestinationState;
  after: DestinationState;
}

/**
 * Lets attempts speak of their destinations, in the order in which they ended. Costs one reading a turn where all is
 * well: only what changes is locked and written. `time` is that of the schedule.
 */
export async function judgeDestinations(
  tables: Tables,
  answers: readonly Answered[],
  time: number,
): Promise<Map<string, Judged>> {
  const byDestination = new Map<string, Answered[]>();
  for (const answer of answers) {
    const of = byDestination.get(answer.destination);
    if (of === undefined) byDestination.set(answer.destination, [answer]);
    else of.push(answer);
  }
  const judged = new Map<string, Judged>();
  const changing: string[] = [];
  const known = await readStates(tables, [...byDestination.keys()]);
  for (const [destination, of] of byDestination) {
    const before = known.get(destination) ?? unknownDestination(destination);
    const after = told(before, of, time);
    judged.set(destination, { before, after });
    if (after !== before) changing.push(destination);
  }
  if (changing.length === 0) return judged;
  for (const [destination, before] of await lockStates(tables, changing)) {
    const after = told(before, byDestination.get(destination) ?? [], time);
    judged.set(destination, { before, after });
    if (after !== before) await writeState(tables, after);
  }
  return judged;
}

/** Gives the same object back where nothing is to be written. */
function told(
  before: DestinationState,
  answers: readonly Answered[],
  time: number,
): DestinationState {
  let state = before;
  for (const { outcome, asked, probe, policy = BREAKER, endedAt, random } of answers) {
    if (!asked && outcome.kind !== 'retry') {
      state = probedByNone(state, endedAt);
      continue;
    }
    const sign = signOf(outcome, probe);
    if (sign !== undefined) {
      const verdict = judge(state, sign, { policy, now: endedAt, random });
      if (differs(state, verdict)) state = { ...state, ...verdict };
    }
    if (outcome.kind === 'gone' && state.disabled_at === null) {
      state = { ...state, disabled_at: endedAt, disabled_detail: outcome.detail };
    }
  }
  const last = answers.findLast(({ asked, outcome }) => asked || outcome.kind === 'retry');
  if (last === undefined) return state;
  const [outcome, code] = [last.outcome.kind, codeOf(last.outcome)];
  const same = state.last_outcome === outcome && state.last_code === code;
  const lately = Math.abs(last.endedAt - (state.last_at ?? 0)) < TOLD_AGAIN;
  if (state === before && same && lately) return before;
  const after = { ...state, last_outcome: outcome, last_code: code, last_at: last.endedAt };
  return withClock(after, time);
}

/** What was to probe became a dead letter without asking the destination: the next one probes at once. */
function probedByNone(state: DestinationState, now: number): DestinationState {
  return state.breaker === 'half-open' ? { ...state, breaker: 'open', probe_at: now } : state;
}

function signOf(outcome: Outcome, probe: boolean): Sign | undefined {
  switch (outcome.kind) {
    case 'gone':
      return undefined;
    case 'retry': {
      const { code, anyMessage: certain = false, retryAfterSeconds } = outcome;
      // Of what is our own fault the destination knows nothing; but a probe has to end one way or the other.
      if (code === 'internal' && !probe) return undefined;
      return { kind: 'silent', probe, certain, retryAfterSeconds };
    }
    case 'refused':
      if (!outcome.anyMessage) return { kind: 'alive' };
      return { kind: 'silent', probe, certain: false, retryAfterSeconds: undefined };
    default:
      return { kind: 'alive' };
  }
}

function differs(state: DestinationState, verdict: ReturnType<typeof judge>): boolean {
  return Object.entries(verdict).some(
    ([column, value]) => state[column as keyof DestinationState] !== value,
  );
}

function codeOf(outcome: Outcome): string | null {
  if (outcome.kind === 'gone') return 'destination-gone';
  return 'code' in outcome ? outcome.code : null;
}
