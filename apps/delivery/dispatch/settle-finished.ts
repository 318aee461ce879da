import type { Outcome } from '#destinations';
import type { DestinationConfig } from '#domain';
import type { NewEvent } from '#event-log';
import { type Decision, decide } from '../attempts/decide.js';
import { noteAttempts } from '../attempts/note-attempts.js';
import { type Judged, judgeDestinations } from '../destinations/judge-destinations.js';
import { bringForward } from '../destinations/probe.js';
import { claimableFrom, clockOf } from '../destinations/state.js';
import { readStates } from '../destinations/state-store.js';
import type { ClaimedDelivery } from '../queue/claim.js';
import { lockDeliveries } from '../queue/lock.js';
import { settleOffered } from '../queue/offered.js';
import type { Tables } from '../queue/positional.js';
import { settleDelivered, settleFailed } from '../queue/settle.js';
import { deadLetter, deadLettered, journalled } from '../records.js';
import { forgetReplies } from '../replies/forget-reply.js';
import { isReply } from '../replies/queued-reply.js';

/** An attempt that has ended. `startedAt` and `endedAt` are milliseconds since 1970. */
export interface FinishedAttempt {
  claim: ClaimedDelivery;
  /** Undefined where the landscape no longer has the destination. */
  config: DestinationConfig | undefined;
  outcome: Outcome;
  /** Whether the outcome tells about the destination. */
  asked: boolean;
  /** It was the one attempt that a half-open breaker let through. */
  probe: boolean;
  startedAt: number;
  endedAt: number;
  /** How long it took. */
  milliseconds: number;
  /** From 0 to below 1. */
  random: number;
}

export interface Settlement {
  decisions: ReadonlyMap<ClaimedDelivery, Decision>;
  /** What the attempts tell about their destinations. */
  judged: ReadonlyMap<string, Judged>;
  /** For the log: journal and dead letters, to be appended in the same unit of work. */
  events: NewEvent[];
  /** When which destination has something to do again. */
  due: { destination: string; at: number }[];
  /** Claims that another process has taken over meanwhile; what became of them is for that one to say. */
  lost: ReadonlySet<ClaimedDelivery>;
}

/**
 * Decides what follows from attempts and writes it down. What a claim no longer covers changes nothing and is not
 * journalled. `time` is `now` on the clock of the schedule.
 */
export async function settleFinished(
  tables: Tables,
  finished: readonly FinishedAttempt[],
  { now, time }: { now: number; time: number },
): Promise<Settlement> {
  const events: NewEvent[] = [];
  const due: Settlement['due'] = [];
  const lost = new Set<ClaimedDelivery>();
  await lockDeliveries(
    tables,
    finished.map(({ claim }) => claim.id),
  );
  const judged = await judgeDestinations(tables, answersIn(finished), time);
  const clocks = await clocksOf(tables, finished, judged, time);
  const decisions = new Map(
    finished.map((one) => [one.claim, decisionOn(one, clocks.get(one.claim.destination) ?? time)]),
  );
  const ofType = (one: FinishedAttempt) => decisions.get(one.claim) as Decision;
  const delivered = finished.filter((one) => ofType(one).type === 'delivered');
  const { settled, promoted } = await settleDelivered(
    tables,
    delivered.map(({ claim }) => claim),
    now,
  );
  const replies = delivered.filter(({ claim }) => isReply(claim) && settled.has(claim.id));
  await forgetReplies(
    tables,
    replies.map(({ claim }) => claim.id),
  );
  for (const destination of promoted) due.push({ destination, at: now });
  for (const one of finished) {
    const { claim } = one;
    const decision = ofType(one);
    let stood: boolean;
    if (decision.type === 'delivered') {
      stood = settled.has(claim.id);
    } else if (decision.type === 'offered') {
      stood = await settleOffered(tables, claim, decision);
      if (stood) due.push({ destination: claim.destination, at: decision.dueAt });
    } else {
      const dueAt = decision.type === 'again' ? decision.dueAt : null;
      const clock = clocks.get(claim.destination) ?? time;
      stood = await settleFailed(tables, claim, { ...decision, dueAt }, now, clock);
      if (stood && dueAt !== null) due.push({ destination: claim.destination, at: dueAt });
    }
    if (stood) events.push(...eventsOf(one, decision, judged.get(claim.destination)));
    else lost.add(claim);
  }
  await noteAttempts(
    tables,
    finished.filter(({ claim }) => !lost.has(claim)),
  );
  for (const destination of reopened(judged)) {
    await bringForward(tables, destination, now);
    due.push({ destination, at: now });
  }
  return { decisions, judged, events, due, lost };
}

function answersIn(finished: readonly FinishedAttempt[]) {
  return finished
    .filter(({ asked, probe }) => asked || probe)
    .map(({ claim, config, ...attempt }) => ({
      ...attempt,
      destination: claim.destination,
      policy: config?.breaker,
    }));
}

/** The clocks of the destinations, as they stood before what just ended could stop them. */
async function clocksOf(
  tables: Tables,
  finished: readonly FinishedAttempt[],
  judged: ReadonlyMap<string, Judged>,
  time: number,
): Promise<Map<string, number>> {
  const clocks = new Map<string, number>();
  for (const [destination, { before }] of judged) clocks.set(destination, clockOf(before, time));
  const others = new Set(
    finished.map(({ claim }) => claim.destination).filter((name) => !clocks.has(name)),
  );
  for (const [destination, state] of await readStates(tables, [...others])) {
    clocks.set(destination, clockOf(state, time));
  }
  return clocks;
}

function decisionOn(one: FinishedAttempt, clock: number): Decision {
  const { claim, config, outcome, probe, endedAt, random } = one;
  const { failures, firstFailedAt } = claim;
  const facts = { failures, firstFailedAt, now: endedAt, clock, probe, random };
  return decide(outcome, { ...facts, policy: config?.retry });
}

/** The destinations whose breaker has closed. */
function reopened(judged: ReadonlyMap<string, Judged>): string[] {
  return [...judged]
    .filter(([, { before, after }]) => before.breaker !== 'closed' && after.breaker === 'closed')
    .map(([destination]) => destination);
}

function eventsOf(
  { claim, endedAt }: FinishedAttempt,
  decision: Decision,
  judged: Judged | undefined,
): NewEvent[] {
  const { submissionId, caseId, messageId, destination, attempt } = claim;
  const at = new Date(endedAt).toISOString();
  if (isReply(claim)) return eventsOfReply(claim, decision, at);
  const about = { submissionId, caseId, at, messageId, destination, attempt };
  switch (decision.type) {
    case 'delivered':
      return [journalled({ type: 'delivered', ...about, receipt: decision.receipt })];
    case 'offered':
      return []; // That it is under way the journal knows.
    case 'again':
      return [
        journalled({
          type: 'attempt-failed',
          ...about,
          code: decision.code,
          detail: decision.detail,
          nextAttemptAt: new Date(nextAttempt(decision.dueAt, judged)).toISOString(),
        }),
      ];
    case 'dead-letter':
      return deadLettered(claim, decision, at);
  }
}

/** How a reply fares says nothing about its submission: the journal has its end, and attempts are in their table. */
function eventsOfReply(claim: ClaimedDelivery, decision: Decision, at: string): NewEvent[] {
  const { submissionId, caseId, messageId: replyId, attempt } = claim;
  switch (decision.type) {
    case 'delivered':
      return [journalled({ type: 'reply-delivered', submissionId, caseId, at, replyId, attempt })];
    case 'dead-letter':
      return [deadLetter(claim, decision)];
    default:
      return [];
  }
}

/** Not before the next probe of a destination that does not answer; what an operator stopped has no such time. */
function nextAttempt(dueAt: number, judged: Judged | undefined): number {
  const from = judged === undefined ? dueAt : claimableFrom(judged.after);
  return Number.isFinite(from) ? Math.max(dueAt, from) : dueAt;
}
