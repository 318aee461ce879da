import { setImmediate } from 'node:timers/promises';
import { v5 } from 'uuid';
import {
  type AcceptedSubmission,
  asFailure,
  DEAD_LETTER_NAMESPACE,
  deadLetterName,
  Failure,
  HEADERS,
  type JournalEvent,
  memberTopic,
  type PlannedMessage,
} from '#domain';
import type { Memory, NewEvent, PureResult, StoredEvent } from '#event-log';
import {
  type CorrectionFacts,
  correctedMessage,
  type Facts,
  isRerouted,
  type MessageCatalogue,
  revisionOf,
  transformSubmission,
} from '#transformation';
import { BegunAhead } from './begun-ahead.js';
import { type CaseHolds, UNROUTED } from './case-holds.js';
import type { CaseMoves } from './case-moves.js';
import { placeOf, recallCases, rememberHolds } from './hold-memory.js';
import { rememberMoves } from './move-memory.js';

/** How long mapping may keep the event loop before others get their turn, in milliseconds. */
const SLICE = 5;

/** In a smaller batch the way to the threads and back takes longer than it saves, in records. */
const WORTH_THREADS = 4;

/** How many records may be begun before their turn: enough to keep the threads busy, and little to keep in memory. */
const AHEAD = 32;

export interface BatchFacts extends CorrectionFacts {
  /** The same messages, written in threads while the batch goes on; undefined where there are none. */
  threaded?: MessageCatalogue | undefined;
}

export interface TransformPorts {
  /** The facts of this moment; a reload gives the next batch others. */
  facts(): BatchFacts;
  now(): Date;
}

/**
 * The step from `submissions` to `cluster.<id>`. Keeps the order of a case: while one of its submissions needs a
 * person, the later ones of the cluster are set aside, and follow in order once it is settled.
 */
export class TransformBatch {
  readonly #ports: TransformPorts;

  constructor(ports: TransformPorts) {
    this.#ports = ports;
  }

  async handle(batch: readonly StoredEvent[], memory: Memory): Promise<PureResult> {
    const known = await recallCases(memory, [...new Set(batch.map((record) => record.key))]);
    const { threaded, ...facts } = this.#ports.facts();
    const run = new Run(this.#ports, known, facts, decidedIn(batch));
    const worthwhile = threaded !== undefined && batch.length >= WORTH_THREADS;
    const elsewhere = worthwhile ? { ...facts, messages: threaded } : undefined;
    let begun = 0;
    for (const [index, record] of batch.entries()) {
      while (elsewhere !== undefined && begun < Math.min(index + AHEAD, batch.length)) {
        await run.begin(batch[begun]!, elsewhere);
        begun += 1;
      }
      await run.take(record);
    }
    const { holds, moves } = known;
    const changes = [...(await rememberHolds(holds.changes)), ...rememberMoves(moves.changes)];
    return { events: run.events, memory: changes };
  }
}

/** The cases of a batch in which an operator, or a rule, decided something. */
function decidedIn(batch: readonly StoredEvent[]): ReadonlySet<string> {
  const decided = batch.filter(({ headers }) => headers[HEADERS.operation] !== undefined);
  return new Set(decided.map(({ key }) => key));
}

/** One batch on its way. */
class Run {
  readonly events: NewEvent[] = [];
  readonly holds: CaseHolds;
  readonly moves: CaseMoves;
  readonly #ahead = new BegunAhead();
  #sliceEnds = performance.now() + SLICE;

  constructor(
    readonly ports: TransformPorts,
    { holds, moves }: { holds: CaseHolds; moves: CaseMoves },
    readonly facts: CorrectionFacts,
    /** Where these go may change before it is their turn. */
    readonly decided: ReadonlySet<string>,
  ) {
    this.holds = holds;
    this.moves = moves;
  }

  /** Begins what most likely has to be done: the messages of a submission that nothing holds so far. */
  async begin(record: StoredEvent, facts: Facts): Promise<void> {
    await this.#breathe();
    if (this.decided.has(record.key)) return;
    const accepted = readable(record);
    if (accepted === undefined) return;
    if (this.holds.blocking(accepted.caseId, this.#clusterOf(accepted)) !== undefined) return;
    const moves = this.moves.of(accepted.caseId);
    const transformed = transformSubmission(accepted, record.at, facts, { moves });
    this.#ahead.add(record, { accepted, transformed });
  }

  async take(record: StoredEvent): Promise<void> {
    await this.#breathe();
    const operation = record.headers[HEADERS.operation];
    if (operation === undefined) await this.#submission(record);
    else if (operation === 'forget') this.moves.forget(record.key);
    else if (record.headers[HEADERS.replaces] !== undefined) await this.#correction(record);
    else await this.#decision(record, operation);
  }

  async #breathe(): Promise<void> {
    if (performance.now() <= this.#sliceEnds) return;
    await setImmediate();
    this.#sliceEnds = performance.now() + SLICE;
  }

  async #submission(record: StoredEvent): Promise<void> {
    const accepted = this.#ahead.of(record)?.accepted ?? read(record);
    const hold = this.holds.blocking(accepted.caseId, this.#clusterOf(accepted));
    if (hold !== undefined) {
      this.holds.wait(hold, {
        submissionId: accepted.submissionId,
        place: placeOf(record),
        record: async () => record,
      });
      this.#note({
        type: 'waiting',
        behind: hold.submissionId,
        submissionId: accepted.submissionId,
        caseId: accepted.caseId,
        at: this.ports.now().toISOString(),
      });
      return;
    }
    await this.#transform(record, accepted, this.#clusterOf(accepted));
  }

  /** An operator's decision counts while the case still waits for it; pressed twice, the second finds nothing. */
  async #decision(record: StoredEvent, operation: string): Promise<void> {
    const submissionId = record.headers[HEADERS.submissionId] ?? '';
    const hold = this.holds.behind(record.key, submissionId);
    if (hold === undefined) return;
    this.holds.release(hold);
    if (operation !== 'discard') {
      const through = await this.#transform(record, read(record), hold.cluster);
      if (!through) return;
    }
    for (let held = this.holds.resume(hold); held; held = this.holds.resume(hold)) {
      const next = await held.record();
      const accepted = read(next);
      const other = this.holds.blocking(accepted.caseId, this.#clusterOf(accepted));
      if (other !== undefined) {
        this.holds.wait(other, held);
        continue;
      }
      const through = await this.#transform(next, accepted, hold.cluster);
      if (!through) return;
    }
  }

  /**
   * Publishes a message in the place of one that a destination did not take. Nothing waits for it here: its place in
   * the order is that of the one before, which delivery knows.
   */
  async #correction(record: StoredEvent): Promise<void> {
    const { [HEADERS.submissionId]: submissionId = '', [HEADERS.replaces]: messageId = '' } =
      record.headers;
    const about = { submissionId, caseId: record.key };
    const at = new Date(record.at).toISOString();
    try {
      const moves = this.moves.of(record.key);
      const { message, planned } = await correctedMessage(record, this.facts, moves);
      this.events.push(message);
      if (isRerouted(record.headers))
        this.#moved(record.key, message.headers[HEADERS.area], planned);
      this.#note({ type: 'replaced', ...about, at, messageId, newMessage: planned });
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.disposition !== 'dead-letter' || failure.code === 'poison') throw thrown;
      this.#correctionFailed(record, failure);
    }
  }

  /** From here on the case goes where its area was corrected to. */
  #moved(
    caseId: string,
    area: string | undefined,
    { target, destination }: Pick<PlannedMessage, 'target' | 'destination'>,
  ): void {
    if (area !== undefined) this.moves.move(caseId, target, { area, destination });
  }

  /** The dead letter that was corrected is open again, and says what is wrong with the correction. */
  #correctionFailed(record: StoredEvent, failure: Failure): void {
    const { headers, key: caseId } = record;
    const { number, replaces: messageId, destination } = revisionOf(headers);
    const { [HEADERS.deadLetterId]: deadLetterId = '', [HEADERS.originTopic]: origin = '' } =
      headers;
    const submissionId = headers[HEADERS.submissionId] ?? '';
    const [, cluster = UNROUTED] = origin.split('.');
    this.events.push({
      topic: memberTopic('dead-letters', cluster),
      key: caseId,
      value: record.value,
      headers: {
        ...withoutOperation(headers),
        // Says that a correction failed, and in what it differs from what the destination did not take.
        [HEADERS.correctedFields]: headers[HEADERS.correctedFields] ?? '[]',
        // The next correction counts from the message that failed: this one never came to be.
        [HEADERS.revision]: String(number - 1),
        [HEADERS.messageId]: messageId,
        [HEADERS.stage]: 'delivery',
        [HEADERS.code]: failure.code,
        [HEADERS.detail]: failure.message,
        [HEADERS.findings]: JSON.stringify(failure.findings),
        [HEADERS.attempt]: '1',
      },
    });
    this.#note({
      type: 'dead-lettered',
      deadLetterId,
      stage: 'delivery',
      code: failure.code,
      findings: [...failure.findings],
      messageId,
      destination,
      packageVersion: headers[HEADERS.packageVersion] || null,
      submissionId,
      caseId,
      at: this.ports.now().toISOString(),
    });
  }

  /**
   * Publishes, or makes a dead letter that holds the case in `holdCluster`: the one in which the others wait.
   * @returns whether the submission went through
   */
  async #transform(
    record: StoredEvent,
    accepted: AcceptedSubmission,
    holdCluster: string,
  ): Promise<boolean> {
    const guidance = {
      moves: this.moves.of(accepted.caseId),
      rerouted: record.headers[HEADERS.correctedFields] !== undefined && isRerouted(record.headers),
    };
    try {
      const { messages, journal } = await (this.#ahead.of(record)?.transformed ??
        transformSubmission(accepted, record.at, this.facts, guidance));
      this.events.push(...messages);
      this.#note(journal);
      if (guidance.rerouted && journal.type === 'transformed') {
        for (const planned of journal.messages) {
          this.#moved(accepted.caseId, accepted.area, planned);
        }
      }
      return true;
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.disposition !== 'dead-letter') throw thrown;
      this.#deadLetter(record, accepted, failure, holdCluster);
      return false;
    }
  }

  #deadLetter(
    record: StoredEvent,
    accepted: AcceptedSubmission,
    failure: Failure,
    holdCluster: string,
  ): void {
    const { submissionId, caseId } = accepted;
    const cluster = this.#clusterOf(accepted);
    const service = this.#serviceOf(accepted);
    const deadLetterId = v5(
      deadLetterName({ stage: 'transform', submissionId, messageId: null }),
      DEAD_LETTER_NAMESPACE,
    );
    this.holds.hold({ caseId, cluster: holdCluster, submissionId });
    this.events.push({
      topic: memberTopic('dead-letters', cluster),
      key: caseId,
      value: record.value,
      headers: {
        ...withoutOperation(record.headers),
        [HEADERS.submissionId]: submissionId,
        [HEADERS.caseId]: caseId,
        [HEADERS.client]: accepted.client,
        [HEADERS.service]: accepted.submission.service,
        [HEADERS.area]: accepted.area,
        [HEADERS.restricted]: String(accepted.submission.restricted ?? false),
        [HEADERS.stage]: 'transform',
        [HEADERS.code]: failure.code,
        [HEADERS.detail]: failure.message,
        [HEADERS.findings]: JSON.stringify(failure.findings),
        [HEADERS.deadLetterId]: deadLetterId,
        [HEADERS.attempt]: '1',
        [HEADERS.landscapeVersion]: this.facts.routing.version,
        [HEADERS.packageVersion]: service?.packageVersion ?? '',
        [HEADERS.rejectionCode]: service?.rejections?.[failure.code] ?? '',
        [HEADERS.originTopic]: record.topic,
        [HEADERS.originPartition]: String(record.partition),
        [HEADERS.originOffset]: String(record.offset),
      },
    });
    this.#note({
      type: 'dead-lettered',
      deadLetterId,
      stage: 'transform',
      code: failure.code,
      findings: [...failure.findings],
      messageId: null,
      destination: null,
      packageVersion: service?.packageVersion ?? null,
      submissionId,
      caseId,
      at: this.ports.now().toISOString(),
    });
  }

  /** The service in the version of its package that counts for a submission. */
  #serviceOf({ submission, area, receivedAt }: AcceptedSubmission) {
    const { routing, messages } = this.facts;
    const route = routing.route(submission.service, area, new Date(receivedAt));
    const edition = { version: route?.packageVersion, on: receivedAt };
    return messages.service(submission.service, edition);
  }

  #clusterOf(accepted: AcceptedSubmission): string {
    return this.facts.messages.service(accepted.submission.service)?.cluster ?? UNROUTED;
  }

  #note(event: JournalEvent): void {
    this.events.push({
      topic: 'journal',
      key: event.submissionId,
      value: Buffer.from(JSON.stringify(event)),
      headers: {},
    });
  }
}

function read(record: StoredEvent): AcceptedSubmission {
  try {
    return JSON.parse(Buffer.from(record.value).toString()) as AcceptedSubmission;
  } catch {
    // The parser's own message quotes the text.
    throw new Failure('poison', 'The record is not JSON.');
  }
}

/** Undefined for a record that fails when its turn has come. */
function readable(record: StoredEvent): AcceptedSubmission | undefined {
  try {
    return read(record);
  } catch {
    return undefined;
  }
}

function withoutOperation(headers: Record<string, string>): Record<string, string> {
  const {
    [HEADERS.operation]: _operation,
    [HEADERS.operator]: _operator,
    [HEADERS.reason]: _reason,
    [HEADERS.correctedFields]: _fields,
    [HEADERS.replaces]: _replaces,
    ...kept
  } = headers;
  return kept;
}
