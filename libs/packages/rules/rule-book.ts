import type { Finding, JsonObject } from '#domain';
import type { MessageInput } from '../message-input.js';
import type { Rule } from './rule.js';

/** What came with a submission, as far as a rule may look at it. */
export type SubmissionFacts = Readonly<Record<string, unknown>>;

/** The rules of a package, ready to be asked. */
export class RuleBook {
  constructor(readonly rules: readonly Rule[]) {}

  /** What the form data of a service breaks. */
  checkForm(service: string, data: JsonObject, submission: SubmissionFacts): Finding[] {
    return this.rules
      .filter((rule) => rule.on === 'form' && isFor(rule.services, service))
      .flatMap((rule) => rule.check({ data, pointer: '/data', submission }));
  }

  /** Whether any rule looks at messages of a type. */
  looksAt(type: string): boolean {
    return this.#onMessage(type).length > 0;
  }

  /** What the content of a message breaks. */
  checkMessage(type: string, data: unknown, submission: SubmissionFacts): Finding[] {
    const facts = { data, pointer: `/${type}`, submission };
    return this.#onMessage(type)
      .filter(({ services }) => isFor(services, String(submission.service)))
      .flatMap((rule) => rule.check(facts));
  }

  #onMessage(type: string): Rule[] {
    return this.rules.filter((rule) => rule.on === 'message' && isFor(rule.messages, type));
  }
}

function isFor(chosen: readonly string[] | undefined, one: string): boolean {
  return chosen === undefined || chosen.includes(one);
}

/** The facts of an accepted submission, the form data left out. */
export function submissionFacts({ accepted, submission }: MessageInput): SubmissionFacts {
  const { submissionId, caseId, client, receivedAt, area } = accepted;
  const { data: _data, ...rest } = submission;
  return { ...rest, submissionId, caseId, client, receivedAt, area };
}
