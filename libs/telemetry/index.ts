export { Health, type HealthReport } from './health.js';
export { createLog, LOG_LEVELS, type Log, type LogLevel } from './log.js';
export { createMetrics, type Metrics } from './metrics.js';
