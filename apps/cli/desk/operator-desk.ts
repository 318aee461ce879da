import type { Manifest } from '#backup';
import type {
  BulkProgress,
  BulkRequest,
  DeadLetterDetails,
  DeadLetterFilter,
  DeadLetterGroup,
  DeadLetterPage,
  DestinationDetails,
  DestinationOperationResult,
  DestinationSummary,
  Ledger,
  OperationResult,
  PurgeResult,
} from '#register';

/**
 * What an operator can do from the command line: through the server where one runs, else with the store itself.
 * All of it rejects with a Failure whose message is a sentence for the operator.
 */
export interface OperatorDesk {
  list(filter: DeadLetterFilter, page: { limit: number; after?: string }): Promise<DeadLetterPage>;
  groups(filter: DeadLetterFilter): Promise<DeadLetterGroup[]>;
  show(id: string, payload: boolean): Promise<DeadLetterDetails>;
  replay(id: string): Promise<OperationResult>;
  discard(id: string, reason: string): Promise<OperationResult>;
  /** `to` is a colleague's name, and null for nobody in particular. */
  assign(id: string, to: string | null, note: string | null): Promise<OperationResult>;
  /** Begins a decision about many letters; it goes on by itself as long as the desk is open, or a server runs. */
  beginBulk(request: BulkRequest): Promise<BulkProgress>;
  bulk(id: string): Promise<BulkProgress>;
  bulks(): Promise<BulkProgress[]>;
  cancelBulk(id: string): Promise<BulkProgress>;
  destinations(): Promise<DestinationSummary[]>;
  destination(id: string): Promise<DestinationDetails>;
  pause(destination: string, reason: string): Promise<DestinationOperationResult>;
  resume(destination: string): Promise<DestinationOperationResult>;
  ledger(period: { from: Date | null; to: Date | null }): Promise<Ledger>;
  /** Deletes what has served its purpose; a dry run only tells what that is. */
  purge(dryRun: boolean): Promise<PurgeResult>;
  /** `file` is an absolute path. */
  backup(file: string): Promise<Manifest>;
  close(): Promise<void>;
}
