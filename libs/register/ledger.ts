import { setTimeout } from 'node:timers/promises';
import type { EventLog } from '#event-log';
import type { Store } from '#store';
import { Accounts, type Beyond, type Period } from './ledger-accounts.js';
import {
  type Account,
  columnOf,
  type Difference,
  differencesOf,
  type Sums,
} from './ledger-check.js';
import { caughtUp } from './steps.js';

/** Submissions compared at once: the event loop gets its turn after each page. */
const PAGE = 500;
/** Differences that are listed; all are counted. */
const LISTED = 1_000;
/** What still differs after so many looks, with the register caught up before each, does differ. */
const LOOKS = 4;

export interface Ledger {
  /** ISO 8601 in UTC. */
  from: string | null;
  to: string;
  sums: Sums;
  /** At most 1,000 are listed. */
  differences: Difference[];
  differenceCount: number;
  /** Records of before the last look that the register had still not taken in. */
  lag: number;
  /** Where the period reaches back to what is past the journal's time: that stands in no sum. */
  beyond: Beyond | null;
  /** Whether the sums add up and nothing differs. */
  closed: boolean;
}

interface LedgerPorts {
  store: Pick<Store, 'tables'>;
  eventLog: Pick<EventLog, 'lag'>;
  /** How long to wait for the register, in milliseconds. */
  patience: number;
}

/**
 * Accounts for what was accepted in a period: intake's submissions against the register, and the register against
 * delivery and the dead letters. Works beside a running server: what is just under way is looked at again.
 */
export class LedgerKeeper {
  readonly #ports: LedgerPorts;
  readonly #accounts: Accounts;

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
    this.#accounts = new Accounts(ports);
  }

  async ledger(period: Period): Promise<Ledger> {
    let lag = await this.#catchUp();
    const sums: Sums = {
      accepted: 0,
      delivered: 0,
      rejected: 0,
      discarded: 0,
      inProgress: 0,
      deadLettered: 0,
    };
    const found = new Map<string, { account: Account; differences: Difference[] }>();
    const count = ({ acceptedAt, register }: Account): void => {
      if (acceptedAt !== null) sums.accepted += 1;
      if (register !== null) sums[columnOf(register.status)] += 1;
    };
    const look = async (ids: readonly string[]): Promise<void> => {
      for (const account of await this.#accounts.of(ids)) {
        if (account.register === null && account.acceptedAt === null) continue;
        const differences = differencesOf(account);
        if (differences.length > 0) found.set(account.submissionId, { account, differences });
        else count(account);
      }
    };
    for await (const ids of this.#accounts.idsIn(period, PAGE)) await look(ids);
    for (let again = 1; again < LOOKS && found.size > 0; again += 1) {
      lag = await this.#catchUp();
      const doubtful = [...found.keys()];
      found.clear();
      for (let start = 0; start < doubtful.length; start += PAGE) {
        await look(doubtful.slice(start, start + PAGE));
      }
    }
    for (const { account } of found.values()) count(account);
    const differences = [...found.values()].flatMap((disputed) => disputed.differences);
    const { accepted, ...columns } = sums;
    const accounted = Object.values(columns).reduce((sum, column) => sum + column, 0);
    return {
      from: period.from?.toISOString() ?? null,
      to: period.to.toISOString(),
      sums,
      differences: differences.slice(0, LISTED),
      differenceCount: differences.length,
      lag,
      beyond: await this.#accounts.beyond(period),
      closed: differences.length === 0 && accepted === accounted,
    };
  }

  #catchUp(): Promise<number> {
    return caughtUp(this.#ports, this.#ports.patience, setTimeout);
  }
}
