/** Milliseconds: so long a message may be on its way to us while the case system has read it already. */
const ON_ITS_WAY = 10_000;
/** Records that delivery may have before it in normal times. More, and it may be any of them. */
const NORMAL_BACKLOG = 1_000;

/**
 * Whether a message that is answered and not known may be known soon. A case system reads its topic beside us: it can
 * answer before delivery has read the message, and answer for hours while delivery stands still.
 *
 * @param writtenAt by the clock of the case system, which may be wrong; so `seenAt`, when this process first had it,
 * ends the waiting at the latest
 */
export function mayBeKnownSoon(facts: {
  now: number;
  startedAt: number;
  writtenAt: number;
  seenAt: number;
  /** Messages that delivery has not read yet. */
  backlog: number;
}): boolean {
  const { now, startedAt, writtenAt, seenAt, backlog } = facts;
  if (backlog > NORMAL_BACKLOG) return true;
  return now - Math.min(seenAt, Math.max(writtenAt, startedAt)) < ON_ITS_WAY;
}
