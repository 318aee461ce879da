import {
  type AcceptedSubmission,
  asFailure,
  changedFields,
  Failure,
  type Finding,
  HEADERS,
  type JsonObject,
  versionOf,
} from '#domain';
import type { LetterSource } from '#register';
import { type CorrectionFacts, transformSubmission } from '#transformation';
import { type CheckedCorrection, type FormCatalogue, UNCHANGED } from './checked-correction.js';
import { revisedMessage } from './revised-message.js';

interface Facts extends CorrectionFacts {
  forms: FormCatalogue;
  resolveArea(area: string): { ars: string } | undefined;
}

/** Other form data, and the area where that was wrong: checked as intake and transform do. */
export async function correctedData(
  source: LetterSource,
  given: { data: JsonObject; area: string | undefined },
  facts: Facts,
): Promise<CheckedCorrection> {
  const before = source.accepted;
  if (before === null) {
    throw new Failure('conflict', 'The form data are gone, so that nothing can be corrected.');
  }
  const { area = before.submission.area, data } = given;
  const ars = given.area === undefined ? before.area : facts.resolveArea(area)?.ars;
  const after: AcceptedSubmission = {
    ...before,
    area: ars ?? before.area,
    submission: { ...before.submission, area, data },
  };
  const { failedCorrection } = source;
  // What a correction before this one changed never reached the destination: it counts as well.
  const fields = [
    ...new Set([
      ...(failedCorrection?.fields ?? []),
      ...(area === before.submission.area ? [] : ['/area']),
      ...changedFields(before.submission.data, data, '/data'),
    ]),
  ];
  const rerouted = fields.includes('/area');
  const revision = source.stage === 'delivery' ? revisedMessage(source, rerouted) : undefined;
  const value = Buffer.from(JSON.stringify(after));
  return {
    findings: [
      ...(fields.length === 0 && failedCorrection === null ? [UNCHANGED] : []),
      ...(ars === undefined
        ? [UNKNOWN_AREA]
        : await findingsIn(after, facts, { revision, rerouted })),
    ],
    fields,
    newMessageId: revision?.messageId ?? null,
    value,
    headers: {
      [HEADERS.area]: after.area,
      ...(revision && { ...revision.headers, [HEADERS.contentType]: 'application/json' }),
    },
    submission: value,
  };
}

const UNKNOWN_AREA: Finding = {
  pointer: '/area',
  code: 'no-activation',
  detail: 'Expected an ARS, or an AGS of 8 digits that the landscape can translate.',
};

async function findingsIn(
  accepted: AcceptedSubmission,
  facts: Facts,
  guidance: Parameters<typeof transformSubmission>[3],
): Promise<readonly Finding[]> {
  const form = formFindings(accepted, facts);
  if (form.length > 0) return form;
  try {
    await transformSubmission(accepted, Date.parse(accepted.receivedAt), facts, guidance);
    return [];
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.disposition !== 'dead-letter') throw thrown;
    if (failure.findings.length > 0) return failure.findings;
    return [{ pointer: '', code: failure.code, detail: failure.message }];
  }
}

/** Without a service there is no form; transform says what is missing then. */
function formFindings({ submission, area, receivedAt }: AcceptedSubmission, facts: Facts) {
  const route = facts.routing.route(submission.service, area, new Date(receivedAt));
  const version = route?.packageVersion;
  const edition = { version: version && versionOf(version), on: receivedAt };
  const { data, ...rest } = submission;
  const service = facts.forms.service(submission.service, edition);
  return service?.checkForm(data, { ...rest, receivedAt }) ?? [];
}
