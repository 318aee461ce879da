/** What the console reads of delivery's tables. Times are milliseconds since 1970. */
export interface ReadDestinationTables {
  delivery: {
    id: number;
    destination: string;
    state: string;
    head: number;
    due_at: number | null;
    created_at: number;
  };
  destination_state: {
    destination: string;
    breaker: 'closed' | 'open' | 'half-open';
    failures: number;
    opened_at: number | null;
    probe_at: number | null;
    probes: number;
    paused_at: number | null;
    paused_by: string | null;
    paused_reason: string | null;
    disabled_at: number | null;
    disabled_detail: string | null;
    last_outcome: string | null;
    last_code: string | null;
    last_at: number | null;
  };
  destination_operation: {
    id: string;
    destination: string;
    operation: 'pause' | 'resume';
    operator: string;
    reason: string | null;
    at: number;
  };
}
