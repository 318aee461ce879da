import { type DestinationStatus, destinationStatus } from '#domain';
import type { Store } from '#store';
import { type Lying, lyingAt } from './destination-counts.js';
import type { ReadDestinationTables } from './destinations.tables.js';

/** What the landscape knows about a destination. */
export interface ConfiguredDestination {
  id: string;
  name: string;
  transport: string;
}

/** Times are ISO 8601 in UTC. */
export interface DestinationSummary {
  id: string;
  /** Null where the landscape in force has no such destination. */
  name: string | null;
  transport: string | null;
  status: DestinationStatus;
  waiting: number;
  /** When the oldest of those whose turn it is was queued. */
  oldestAt: string | null;
  /** Dead letters that hold their cases here. */
  dead: number;
  lastOutcome: string | null;
  lastCode: string | null;
  lastAt: string | null;
  pausedAt: string | null;
  pausedBy: string | null;
  pausedReason: string | null;
}

export interface DestinationDetails extends DestinationSummary {
  breaker: {
    state: 'closed' | 'open' | 'half-open';
    /** In a row. */
    failures: number;
    openedAt: string | null;
    /** The next attempt, where it is open. */
    probeAt: string | null;
    failedProbes: number;
  };
  disabledAt: string | null;
  disabledDetail: string | null;
  /** What operators decided, the newest first, at most 50. */
  operations: { operation: string; operator: string; reason: string | null; at: string }[];
}

type State = ReadDestinationTables['destination_state'];

const OPERATIONS_SHOWN = 50;
const NOTHING: Lying = { waiting: 0, oldest: null, dead: 0 };

/** What is known about destinations: of the landscape, and what lies at one that the landscape has no more. */
export class DestinationRegister {
  readonly #store: Pick<Store, 'tables'>;
  readonly #configured: () => readonly ConfiguredDestination[];

  constructor(ports: {
    store: Pick<Store, 'tables'>;
    /** As the landscape has them at this moment. */
    destinations(): readonly ConfiguredDestination[];
  }) {
    this.#store = ports.store;
    this.#configured = () => ports.destinations();
  }

  /** All of them: those that need a look first, then by their names. */
  async list(): Promise<DestinationSummary[]> {
    const tables = this.#tables();
    const lying = await lyingAt(tables);
    const rows = await tables.selectFrom('destination_state').selectAll().execute();
    const states = new Map(rows.map((row) => [row.destination, row]));
    const configured = new Map(this.#configured().map((entry) => [entry.id, entry]));
    const stopped = rows.filter((row) => destinationStatus(row) !== 'flowing');
    const ids = [
      ...configured.keys(),
      ...lying.keys(),
      ...stopped.map(({ destination }) => destination),
    ];
    return [...new Set(ids)]
      .map((id) => summary(id, configured.get(id), states.get(id), lying.get(id)))
      .sort((a, b) => Number(needsLook(b)) - Number(needsLook(a)) || (a.id < b.id ? -1 : 1));
  }

  /** Undefined where neither the landscape nor delivery knows it. */
  async show(id: string): Promise<DestinationDetails | undefined> {
    const tables = this.#tables();
    const configured = this.#configured().find((entry) => entry.id === id);
    const state = await tables
      .selectFrom('destination_state')
      .selectAll()
      .where('destination', '=', id)
      .executeTakeFirst();
    const lying = (await lyingAt(tables, id)).get(id);
    if (configured === undefined && state === undefined && lying === undefined) return undefined;
    const operations = await tables
      .selectFrom('destination_operation')
      .select(['operation', 'operator', 'reason', 'at'])
      .where('destination', '=', id)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(OPERATIONS_SHOWN)
      .execute();
    return {
      ...summary(id, configured, state, lying),
      breaker: {
        state: state?.breaker ?? 'closed',
        failures: state?.failures ?? 0,
        openedAt: instant(state?.opened_at),
        probeAt: instant(state?.probe_at),
        failedProbes: state?.probes ?? 0,
      },
      disabledAt: instant(state?.disabled_at),
      disabledDetail: state?.disabled_detail ?? null,
      operations: operations.map((row) => ({ ...row, at: new Date(row.at).toISOString() })),
    };
  }

  #tables() {
    return this.#store.tables<ReadDestinationTables>();
  }
}

function summary(
  id: string,
  configured: ConfiguredDestination | undefined,
  state: State | undefined,
  { waiting, oldest, dead }: Lying = NOTHING,
): DestinationSummary {
  return {
    id,
    name: configured?.name ?? null,
    transport: configured?.transport ?? null,
    status: state === undefined ? 'flowing' : destinationStatus(state),
    waiting,
    oldestAt: instant(oldest),
    dead,
    lastOutcome: state?.last_outcome ?? null,
    lastCode: state?.last_code ?? null,
    lastAt: instant(state?.last_at),
    pausedAt: instant(state?.paused_at),
    pausedBy: state?.paused_by ?? null,
    pausedReason: state?.paused_reason ?? null,
  };
}

function needsLook({ status, dead }: DestinationSummary): boolean {
  return status !== 'flowing' || dead > 0;
}

function instant(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}
