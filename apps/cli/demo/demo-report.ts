import type { DemoResult } from './demo-client.js';
import type { DemoSubmission } from './demo-plan.js';

/** A dead letter as the operators see it. */
export interface Letter {
  submissionId: string;
  code: string;
  findings: { pointer: string; code: string; detail: string }[];
}

/** What the demo knows beside the answers, to show names instead of keys. */
export interface Names {
  area(key: string): string;
  cluster(service: string): string;
  /** Where the message lies, if it is a file. */
  file(messageId: string): string | undefined;
}

/** Whether what became of a submission is what the plan says; a list of what differs. */
export function surprises(result: DemoResult, letters: readonly Letter[]): string[] {
  const { expect } = result.sent;
  const letter = letters.find((found) => found.submissionId === result.submissionId);
  const findings = letter?.findings ?? result.problem?.errors ?? [];
  const code = letter?.code ?? result.problem?.type.split(':').at(-1);
  const missing = (expect.pointers ?? []).filter(
    (pointer) => !findings.some((finding) => finding.pointer === pointer),
  );
  return [
    ...(result.status === expect.status ? [] : [`answered ${result.status}, not ${expect.status}`]),
    ...(expect.becomes === undefined || result.view?.status === expect.becomes
      ? []
      : [`became ${result.view?.status ?? 'nothing'}, not ${expect.becomes}`]),
    ...(expect.code === undefined || code === expect.code
      ? []
      : [`the reason is ${code ?? 'not told'}, not ${expect.code}`]),
    ...missing.map((pointer) => `nothing is said about ${pointer}`),
  ];
}

/** A row for each message, since a submission may give several. */
export function acceptedRows(results: readonly DemoResult[], names: Names): string[][] {
  return results.flatMap((result) => {
    const messages = result.view?.messages ?? [];
    const shown = messages.length > 0 ? messages : [undefined];
    return shown.map((message) => [
      result.sent.body.reference,
      names.area(result.sent.body.area),
      names.cluster(result.sent.body.service),
      message?.messageId ?? '',
      message?.status ?? result.view?.status ?? String(result.status),
      result.seconds?.toFixed(2) ?? '',
      (message && names.file(message.messageId)) ?? '',
    ]);
  });
}

/** What was refused or set aside, with everything that is wrong. */
export function reasonLines(result: DemoResult, letters: readonly Letter[]): string[] {
  const letter = letters.find((found) => found.submissionId === result.submissionId);
  const findings = letter?.findings ?? result.problem?.errors ?? [];
  return [
    `${reference(result.sent)}: ${result.sent.title}`,
    `  ${outcome(result, letter)}`,
    ...findings.map((finding) => `    ${finding.pointer}: ${finding.detail}`),
  ];
}

function outcome(result: DemoResult, letter: Letter | undefined): string {
  if (result.problem !== undefined)
    return `refused with ${result.status}: ${result.problem.detail}`;
  if (letter !== undefined) return `accepted, then a dead letter (${letter.code})`;
  if (result.status === 200) return `the receipt of the first time again (200), no second case`;
  return `accepted, now ${result.view?.status}`;
}

function reference(sent: DemoSubmission): string {
  return sent.body.reference;
}
