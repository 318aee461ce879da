import { describe, expect, it } from '@jest/globals';
import { createMetrics } from './metrics.js';

describe('the metrics', () => {
  it('count, gauge and measure under our names', async () => {
    const metrics = createMetrics();
    metrics
      .counter('nahtlos_submissions_total', { help: 'Accepted.', labels: ['service'] })
      .inc({ service: '99050012104000' });
    metrics.gauge('nahtlos_free_bytes', { help: 'Free.', collect: (gauge) => gauge.set(7) });
    metrics
      .histogram('nahtlos_delivery_duration_seconds', { help: 'Attempt.', buckets: [0.1, 1] })
      .observe(0.5);
    const text = await metrics.text();
    expect(text).toContain('nahtlos_submissions_total{service="99050012104000"} 1');
    expect(text).toContain('nahtlos_free_bytes 7');
    expect(text).toContain('nahtlos_delivery_duration_seconds_bucket{le="1"} 1');
  });

  it('are shared by name within a registry and not between two', async () => {
    const metrics = createMetrics();
    const help = { help: 'Accepted.' };
    metrics.counter('nahtlos_accepted_total', help).inc();
    metrics.counter('nahtlos_accepted_total', help).inc();
    expect(await metrics.text()).toContain('nahtlos_accepted_total 2');
    expect(await createMetrics().text()).not.toContain('nahtlos_accepted_total');
  });
});
