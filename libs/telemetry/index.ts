export { type DescribedError, describeError } from './describe-error.js';
export { Health, type HealthReport, type HealthState } from './health.js';
export { createLog, LOG_LEVELS, type Log, type LogLevel } from './log.js';
export { createMetrics, type Metrics } from './metrics.js';
