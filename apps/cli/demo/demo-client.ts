import { setTimeout } from 'node:timers/promises';
import { postSubmission } from '../post-submission.js';
import type { Door } from './demo-installation.js';
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

  /** @param door where to post; `run` ends every reference, where an earlier demo may have used them already */
  constructor(readonly door: Door & { run?: string }) {}

  async send(planned: DemoSubmission): Promise<DemoResult> {
    const begin = performance.now();
    const sent = this.#ofThisRun(planned);
    const related = sent.relatesTo && this.#submissions.get(sent.relatesTo);
    const body = related ? { ...sent.body, relatesTo: related } : sent.body;
    const answer = await postSubmission({ ...this.door, body, files: sent.files });
    if (answer.status !== 202 && answer.status !== 200) {
      return { sent, status: answer.status, problem: answer.body as unknown as Problem };
    }
    const submissionId = String(answer.body.submissionId);
    this.#submissions.set(sent.file, submissionId);
    const view = await this.#atRest(submissionId);
    const seconds = (performance.now() - begin) / 1000;
    return { sent, status: answer.status, submissionId, view, seconds };
  }

  #ofThisRun(planned: DemoSubmission): DemoSubmission {
    if (this.door.run === undefined) return planned;
    const reference = `${planned.body.reference}-${this.door.run}`;
    return { ...planned, body: { ...planned.body, reference } };
  }

  async #atRest(submissionId: string): Promise<SubmissionView> {
    for (const begin = performance.now(); ; await setTimeout(25)) {
      const answer = await fetch(`${this.door.url}/v1/submissions/${submissionId}`, {
        headers: { authorization: `Bearer ${this.door.key}` },
      });
      const view = (await answer.json()) as SubmissionView;
      if (AT_REST.has(view.status)) return view;
      if (performance.now() - begin > PATIENCE_MILLISECONDS) return view;
    }
  }
}
