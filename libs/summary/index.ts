export type { SummaryContent } from './content.js';
export { describeSubmission, type SummaryInput } from './describe-submission.js';
export type { FormLabels } from './form-labels.js';
export { writeSummary } from './write-summary.js';
