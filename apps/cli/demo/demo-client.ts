import { setTimeout } from 'node:timers/promises';
import { postSubmission } from '../post-submission.js';
import type { DemoSubmission } from './demo-plan.js';

/** What the platform got and then saw. */
export interface DemoResult {
  sent: DemoSubmission;
  status: number;
  submissionId?: string;
  problem?: Problem;
  /** Status and timeline at the end of the waiting. */
  view?: SubmissionView;
  /** From the POST until the status was final. */
  seconds?: number;
}

export interface Problem {
  type: string;
  detail: string;
  errors?: { pointer: string; code: string; detail: string }[];
}

export interface SubmissionView {
  status: string;
  messages: { messageId: string; status: string }[];
}

/** Statuses at which the demo stops looking. */
const AT_REST = new Set(['delivered', 'rejected', 'discarded', 'dead-lettered', 'waiting']);
const PATIENCE_MILLISECONDS = 30_000;

/** Plays the online service: sends, and asks for the status until it is at rest. */
export class DemoClient {
  readonly #submissions = new Map<string, string>();

  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  async send(sent: DemoSubmission): Promise<DemoResult> {
    const begin = performance.now();
    const related = sent.relatesTo && this.#submissions.get(sent.relatesTo);
    const body = related ? { ...sent.body, relatesTo: related } : sent.body;
    const answer = await postSubmission({ url: this.url, key: this.key, body, files: sent.files });
    if (answer.status !== 202 && answer.status !== 200) {
      return { sent, status: answer.status, problem: answer.body as unknown as Problem };
    }
    const submissionId = String(answer.body.submissionId);
    this.#submissions.set(sent.file, submissionId);
    const view = await this.#atRest(submissionId);
    const seconds = (performance.now() - begin) / 1000;
    return { sent, status: answer.status, submissionId, view, seconds };
  }

  async #atRest(submissionId: string): Promise<SubmissionView> {
    for (const begin = performance.now(); ; await setTimeout(25)) {
      const answer = await fetch(`${this.url}/v1/submissions/${submissionId}`, {
        headers: { authorization: `Bearer ${this.key}` },
      });
      const view = (await answer.json()) as SubmissionView;
      if (AT_REST.has(view.status)) return view;
      if (performance.now() - begin > PATIENCE_MILLISECONDS) return view;
    }
  }
}
