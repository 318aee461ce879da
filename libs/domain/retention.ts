/** Days that payload and attachments stay once a submission is settled, where nobody decided otherwise. */
export const RETENTION_DAYS = 30;

/** Days that what holds no data of applications stays: three years with a leap day. */
export const JOURNAL_DAYS = 3 * 365 + 1;

/** How long data of applications may stay, by cluster. In days. */
export interface Retention {
  /** `null` is what belongs to no cluster (yet). */
  days(cluster: string | null): number;
  /** The least of all: for what cannot be told apart by cluster. */
  readonly shortest: number;
}

/** @param clusters the days of those clusters that have their own */
export function retentionOf(
  days: number = RETENTION_DAYS,
  clusters: Readonly<Record<string, number>> = {},
): Retention {
  const own = new Map(Object.entries(clusters));
  return {
    days: (cluster) => (cluster === null ? undefined : own.get(cluster)) ?? days,
    shortest: Math.min(days, ...own.values()),
  };
}
