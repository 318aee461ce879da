import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type MetricConfiguration,
  Registry,
} from 'prom-client';

type Name = `nahtlos_${string}`;
type Described<Label extends string> = Pick<MetricConfiguration<Label>, 'help'> & {
  labels?: readonly Label[];
};

/**
 * The metrics of one process. Names begin with `nahtlos_` and end in their unit: `_total` for counters,
 * `_seconds` or `_bytes` for what is measured. Labels come from closed lists, never from a request.
 * Asking for a name again gives the same metric, so that apps in one process share a registry.
 */
export interface Metrics {
  counter<Label extends string = never>(
    name: `${Name}_total`,
    options: Described<Label>,
  ): Counter<Label>;
  /** `collect` is called at each scrape to set the current value. */
  gauge<Label extends string = never>(
    name: Name,
    options: Described<Label> & { collect?: (gauge: Gauge<Label>) => void | Promise<void> },
  ): Gauge<Label>;
  /** `buckets` are upper bounds in the metric's unit. */
  histogram<Label extends string = never>(
    name: `${Name}_seconds` | `${Name}_bytes`,
    options: Described<Label> & { buckets: number[] },
  ): Histogram<Label>;
  /** The text of `GET /metrics`. */
  text(): Promise<string>;
  contentType: string;
}

/** `runtime` adds the metrics of Node itself (`process_*`, `nodejs_*`). */
export function createMetrics(options: { runtime?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.runtime === true) collectDefaultMetrics({ register: registry });

  function once<Metric>(name: string, create: () => Metric): Metric {
    return (registry.getSingleMetric(name) as Metric | undefined) ?? create();
  }
  function configuration<Label extends string>(name: string, described: Described<Label>) {
    return {
      name,
      help: described.help,
      labelNames: described.labels ?? [],
      registers: [registry],
    };
  }

  return {
    counter: (name, described) => once(name, () => new Counter(configuration(name, described))),
    gauge: (name, { collect, ...described }) =>
      once(name, () => {
        const gauge: Gauge = new Gauge({
          ...configuration(name, described),
          ...(collect === undefined ? {} : { collect: () => collect(gauge as never) }),
        });
        return gauge as never;
      }),
    histogram: (name, { buckets, ...described }) =>
      once(name, () => new Histogram({ ...configuration(name, described), buckets })),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
