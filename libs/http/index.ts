export { bearer } from './bearer.js';
export { onlyMethods } from './only-methods.js';
export { problemResponse, registerOpenApi } from './open-api.js';
export { PROBLEM_MEDIA_TYPE, type Problem, problemOf, retryAfterOf, statusOf } from './problem.js';
export { ProblemFilter } from './problem-filter.js';
export { requestFailure } from './request-failure.js';
export { schemaFindings } from './schema-findings.js';
export { type ProblemLog, sendProblem } from './send-problem.js';
export { serverOptions } from './server-options.js';
