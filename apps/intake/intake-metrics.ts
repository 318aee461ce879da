/** What intake counts with; the shape of prom-client behind a narrow port. */
export interface MetricsPort {
  counter(
    name: `nahtlos_${string}_total`,
    options: { help: string; labels?: readonly string[] },
  ): { inc(labels: Record<string, string>): void };
  histogram(
    name: `nahtlos_${string}_seconds`,
    options: { help: string; labels?: readonly string[]; buckets: number[] },
  ): { observe(seconds: number): void };
}

/** What came in, and how it was answered. */
export class IntakeMetrics {
  readonly #answers: ReturnType<MetricsPort['counter']>;
  readonly #seconds: ReturnType<MetricsPort['histogram']>;

  constructor(metrics: MetricsPort) {
    this.#answers = metrics.counter('nahtlos_intake_submissions_total', {
      help: 'Submissions posted, by how they were answered: accepted, repeated, or the code of the problem.',
      labels: ['answer'],
    });
    this.#seconds = metrics.histogram('nahtlos_intake_acceptance_seconds', {
      help: 'Time from the head of the request to the durable acceptance.',
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    });
  }

  accepted(seconds: number, repeated: boolean): void {
    this.#answers.inc(repeated ? REPEATED : ACCEPTED);
    this.#seconds.observe(seconds);
  }

  refused(code: string): void {
    this.#answers.inc({ answer: code });
  }
}

const ACCEPTED = { answer: 'accepted' };
const REPEATED = { answer: 'repeated' };
