import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import {
  type AcceptedSubmission,
  alongsideSizes,
  type Finding,
  MOST_ALONGSIDE,
  MOST_ATTACHMENTS,
  SUBMISSION_SCHEMA,
  type SubmissionKind,
} from '#domain';
import { schemaFindings } from '#http';

/** What a client posted, as far as it fits the schema. */
export type Posted = AcceptedSubmission['submission'];

const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: false,
});
addFormats.default(ajv, ['date-time', 'uuid']);
const fitsSchema = ajv.compile<Posted>(SUBMISSION_SCHEMA);

/** Checks all but the form data, and lists everything that is wrong with it. */
export function checkEnvelope(value: unknown): { posted: Posted } | { findings: Finding[] } {
  if (hasTooManyAttachments(value)) {
    const detail = `A submission has ${MOST_ATTACHMENTS} attachments at most.`;
    return { findings: [{ pointer: '/attachments', code: 'too-many-attachments', detail }] };
  }
  if (!fitsSchema(value)) return { findings: schemaFindings(fitsSchema.errors ?? []) };
  const findings = [...relation(value), ...duplicates(value), ...tooMuchAlongside(value)];
  return findings.length === 0 ? { posted: value } : { findings };
}

/** Told before the rest: listing what is wrong with each of a hundred thousand would keep everybody waiting. */
function hasTooManyAttachments(value: unknown): boolean {
  const attachments = (value as Partial<Posted> | null)?.attachments;
  return Array.isArray(attachments) && attachments.length > MOST_ATTACHMENTS;
}

/** An application opens a case, everything else relates to a submission of one. */
function relation(posted: Posted): Finding[] {
  const kind: SubmissionKind = posted.kind ?? 'application';
  const related = (posted.relatesTo ?? null) !== null;
  if (related === (kind !== 'application')) return [];
  return [
    {
      pointer: '/relatesTo',
      code: 'relation',
      detail: related
        ? 'An application relates to no earlier submission. Leave this out, or send another kind.'
        : `A submission of the kind ${kind} names the one it relates to.`,
    },
  ];
}

function duplicates(posted: Posted): Finding[] {
  if (posted.attachments === undefined) return [];
  const seen = new Set<string>();
  return posted.attachments.flatMap(({ id }, index) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [
      {
        pointer: `/attachments/${index}/id`,
        code: 'duplicate',
        detail: 'Another attachment has this id.',
      },
    ];
  });
}

/** They go along in headers, which have to fit everywhere. */
function tooMuchAlongside(posted: Posted): Finding[] {
  const sizes = alongsideSizes(posted);
  const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (bytes <= MOST_ALONGSIDE) return [];
  const [largest] = sizes.sort(([, one], [, other]) => other - one)[0]!;
  return [
    {
      pointer: `/${largest}`,
      code: 'too-large',
      detail: `replyChannel, authentication and payment have ${MOST_ALONGSIDE} bytes at most, together and as JSON in ASCII. What is larger belongs in data.`,
    },
  ];
}
