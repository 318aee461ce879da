import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { Failure, type Finding, MOST_DOCUMENTS, type PostedReply, REPLY_SCHEMA } from '#domain';
import { type ReadBody, readBody, schemaFindings } from '#http';

const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: false,
});
addFormats.default(ajv, ['date', 'uuid']);
const fitsSchema = ajv.compile<PostedReply>(REPLY_SCHEMA);

/**
 * Reads and checks what a case system posts; all that is wrong is listed at once.
 *
 * @throws Failure `malformed` where it is no JSON, `invalid` with the findings
 */
export function checkReply(raw: Buffer, mediaTypes: readonly string[]): PostedReply {
  return checkedReply(readBody(raw), mediaTypes);
}

/** The same of what was read before. */
export function checkedReply(
  { value, findings }: ReadBody,
  mediaTypes: readonly string[],
): PostedReply {
  if (hasTooManyDocuments(value)) {
    const detail = `A reply has ${MOST_DOCUMENTS} documents at most.`;
    throw invalidReply([{ pointer: '/documents', code: 'too-many-documents', detail }]);
  }
  if (!fitsSchema(value)) {
    throw invalidReply([...findings, ...schemaFindings(fitsSchema.errors ?? [])]);
  }
  const all = [...findings, ...misfits(value), ...documentMistakes(value, mediaTypes)];
  if (all.length > 0) throw invalidReply(all);
  return value;
}

export function invalidReply(findings: Finding[]): Failure {
  return new Failure(
    'invalid',
    'Nothing was accepted. Correct what stands in errors, and post it again under the same reference.',
    { findings },
  );
}

function hasTooManyDocuments(value: unknown): boolean {
  const documents = (value as Partial<PostedReply> | null)?.documents;
  return Array.isArray(documents) && documents.length > MOST_DOCUMENTS;
}

/** What a kind needs, and what would make no sense with it. */
function misfits({
  kind,
  status,
  outcome,
  text,
  deadline,
  documents = [],
}: PostedReply): Finding[] {
  const findings: Finding[] = [];
  const needs = (field: string, detail: string) =>
    findings.push({ pointer: `/${field}`, code: 'required', detail });
  const excludes = (field: string, detail: string) =>
    findings.push({ pointer: `/${field}`, code: 'unknown-field', detail });
  if (kind === 'status' && status === undefined)
    needs('status', 'A status says where the work stands.');
  if (kind === 'query' && text === undefined) needs('text', 'A query says what is asked.');
  if (kind === 'decision' && text === undefined && documents.length === 0) {
    needs('documents', 'A decision has a document or a text.');
  }
  if (kind === 'message' && text === undefined && documents.length === 0) {
    needs('text', 'A message has a text or a document.');
  }
  if (kind !== 'query' && deadline !== undefined) {
    excludes('deadline', 'Only a query has a deadline. Leave it out.');
  }
  if ((kind === 'query' || kind === 'message') && outcome !== undefined) {
    excludes('outcome', 'Only a status or a decision has an outcome. Leave it out.');
  }
  return findings;
}

function documentMistakes(
  { documents = [] }: PostedReply,
  mediaTypes: readonly string[],
): Finding[] {
  const seen = new Set<string>();
  return documents.flatMap(({ id, mediaType }, index) => {
    const findings: Finding[] = [];
    const pointer = `/documents/${index}`;
    if (seen.has(id)) {
      const detail = 'Another document has this id.';
      findings.push({ pointer: `${pointer}/id`, code: 'duplicate', detail });
    }
    seen.add(id);
    if (!mediaTypes.includes(mediaType.toLowerCase())) {
      const detail = `Expected one of: ${mediaTypes.join(', ')}.`;
      findings.push({ pointer: `${pointer}/mediaType`, code: 'media-type', detail });
    }
    return findings;
  });
}
