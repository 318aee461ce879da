/** Below four processors the threads would take the time of the others: HTTP, database and delivery. */
const LEAST_PROCESSORS = 4;
const MOST_THREADS = 4;

/** How many threads write messages where nobody says it. */
export function defaultThreads(processors: number): number {
  return processors < LEAST_PROCESSORS ? 0 : Math.min(processors - 2, MOST_THREADS);
}
