import { Failure, type FailureCode, type Finding, type JsonObject } from '#domain';
import { documentOf, type Validator } from '#xoev';
import type { MessageDefinition } from './definitions.js';
import type { Expressions } from './expressions/expressions.js';
import type { CompiledMapping } from './mapping/compile.js';
import { type MappingFinding, Run, Scope } from './mapping/scope.js';

/** libxml2 refuses single texts above this, and no topic takes records of that size. Bytes. */
const MAXIMUM_SIZE = 10_000_000;

/** The order in which the steps look at a message; the first that finds something names the failure. */
const STEPS: readonly MappingFinding['failure'][] = [
  'unmappable',
  'invalid-character',
  'unknown-code',
];

export interface MessageParts {
  mapping: CompiledMapping;
  validator: Validator;
  expressions: Expressions | undefined;
  checkRules(service: string, data: JsonObject): Finding[];
}

/** How a message of one type is written and checked. */
export function messageWriter(parts: MessageParts): MessageDefinition['write'] {
  const { mapping, expressions } = parts;
  return (input) => {
    const run = new Run(input, mapping.messageType);
    if (expressions === undefined) return finished(run, mapping.write(Scope.of(run)), parts);
    return expressions.evaluated(input, run, mapping).then((evaluated) => {
      const xml = mapping.write(Scope.of(evaluated));
      return finished(evaluated, xml, parts);
    });
  };
}

function finished(run: Run, xml: string, { mapping, validator, checkRules }: MessageParts) {
  if (run.findings.length > 0) throw mappingFailure(run.findings);
  const bytes = documentOf(xml);
  if (bytes.length > MAXIMUM_SIZE) {
    throw new Failure(
      'message-too-large',
      `The message has ${bytes.length} bytes; ${MAXIMUM_SIZE} are allowed. Send large content as attachments.`,
    );
  }
  const invalid = validator.validate(bytes);
  if (invalid.length > 0) {
    throw failure(
      'invalid-message',
      invalid.map((finding) => withOrigin(finding, mapping)),
    );
  }
  const broken = checkRules(run.input.submission.service, run.input.submission.data);
  if (broken.length > 0) throw failure('rule-broken', broken);
  return bytes;
}

function mappingFailure(found: readonly MappingFinding[]): Failure {
  const code = STEPS.find((step) => found.some((finding) => finding.failure === step))!;
  return failure(
    code,
    found.map(({ pointer, code: kind, detail }) => ({ pointer, code: kind, detail })),
  );
}

function failure(code: FailureCode, findings: readonly Finding[]): Failure {
  return new Failure(code, findings[0]!.detail, { findings });
}

/** Says which source of the mapping stands behind an XML path that the schema complains about. */
function withOrigin(finding: Finding, { origins }: CompiledMapping): Finding {
  const target = finding.pointer
    .split('/')
    .slice(2)
    .map((step) => step.replace(/\[\d+\]$/, '').replace(/^[^:]*:/, ''))
    .join('/');
  const origin = origins.get(target) ?? origins.get(target.replace(/\/[^/]*$/, ''));
  return origin === undefined
    ? finding
    : { ...finding, detail: `${finding.detail} (mapped from ${origin})` };
}
