/** How many seconds of the rate may come at once. */
const BURST_SECONDS = 10;

/** A bucket of tokens per client, which fills with the rate. Lives in memory: a restart forgives. */
export class RateLimit {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** @param rate requests per second and client; 0 lets everything pass */
  constructor(readonly rate: number) {}

  /**
   * Takes a token for a request.
   *
   * @param now milliseconds, on a clock that never goes back
   * @returns 0 where the request may pass, else the seconds until it may
   */
  take(client: string, now: number): number {
    if (this.rate === 0) return 0;
    const full = this.rate * BURST_SECONDS;
    let bucket = this.#buckets.get(client);
    if (bucket === undefined) {
      bucket = { tokens: full, at: now };
      this.#buckets.set(client, bucket);
    }
    bucket.tokens = Math.min(full, bucket.tokens + ((now - bucket.at) / 1000) * this.rate);
    bucket.at = now;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.rate;
    bucket.tokens -= 1;
    return 0;
  }
}
