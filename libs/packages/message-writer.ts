import { Failure, type FailureCode, type Finding, type StoredAttachment } from '#domain';
import {
  type CodeList,
  characterFindings,
  checkCodes,
  type DataType,
  documentOf,
  messageData,
  readXml,
  type SchemaSet,
  type Validator,
} from '#xoev';
import type { Check, Examination, MessageDefinition } from './definitions.js';
import type { Expressions } from './expressions/expressions.js';
import type { CompiledMapping } from './mapping/compile.js';
import { type MappingFinding, Run, Scope } from './mapping/scope.js';
import type { MessageInput } from './message-input.js';
import { type RuleBook, type SubmissionFacts, submissionFacts } from './rules/rule-book.js';

/** libxml2 refuses single texts above this, and no topic takes records of that size. Bytes. */
const MAXIMUM_SIZE = 10_000_000;

/** The order in which the steps look at a message; the first that finds something names the failure. */
const STEPS: readonly (readonly [MappingFinding['failure'], Check])[] = [
  ['unmappable', 'mapping'],
  ['invalid-character', 'characters'],
  ['unknown-code', 'code lists'],
];

export interface MessageParts {
  mapping: CompiledMapping;
  validator: Validator;
  expressions: Expressions | undefined;
  rules: RuleBook;
  set: SchemaSet;
  lists: readonly CodeList[];
  characters: DataType;
  /** Bytes of attachments that a message may embed, all together. */
  embeddedLimit: number;
}

/** How messages of one type are written and checked. */
export function messageWriter(
  parts: MessageParts,
): Pick<MessageDefinition, 'embeds' | 'write' | 'check' | 'examine'> {
  const { mapping, expressions } = parts;
  const written = async (input: MessageInput): Promise<Written> => {
    const run = new Run(input, mapping.kind);
    const evaluated = (await expressions?.evaluated(input, run, mapping)) ?? run;
    return { run: evaluated, xml: mapping.write(Scope.of(evaluated)) };
  };
  return {
    embeds: (attachments) => embedded(attachments, parts),
    write: (input) => {
      if (expressions !== undefined) return written(input).then((one) => finished(one, parts));
      const run = new Run(input, mapping.kind);
      return finished({ run, xml: mapping.write(Scope.of(run)) }, parts);
    },
    check: (message, submission) => checked(message, submission, parts),
    examine: async (input) => examined(await written(input), parts),
  };
}

interface Written {
  run: Run;
  xml: string;
}

function embedded(
  attachments: readonly StoredAttachment[],
  { mapping, embeddedLimit }: MessageParts,
): StoredAttachment[] {
  const { embedded: purposes } = mapping;
  if (purposes.size === 0) return [];
  const chosen = attachments.filter(({ purpose }) => purposes.has('all') || purposes.has(purpose));
  const total = chosen.reduce((sum, { size }) => sum + size, 0);
  if (total <= embeddedLimit) return chosen;
  const detail = `The attachments that the message embeds have ${total} bytes together; ${embeddedLimit} are allowed`;
  throw failure('message-too-large', [
    { pointer: '/attachments', code: 'message-too-large', detail },
  ]);
}

function finished({ run, xml }: Written, parts: MessageParts): Uint8Array {
  if (run.findings.length > 0) throw mappingFailure(run.findings);
  const bytes = documentOf(xml);
  const steps = [
    ['message-too-large', sizeFindings],
    ['invalid-message', schemaFindings],
    ['rule-broken', ruleFindings],
  ] as const;
  for (const [code, step] of steps) {
    const findings = step(bytes, run, parts);
    if (findings.length > 0) throw failure(code, findings);
  }
  return bytes;
}

function examined({ run, xml }: Written, parts: MessageParts): Examination {
  const results = new Map<Check, readonly Finding[]>();
  for (const [failing, check] of STEPS) {
    results.set(check, run.findings.filter((finding) => finding.failure === failing).map(plain));
  }
  const { origins } = parts.mapping;
  const bytes = documentOf(xml);
  const size = sizeFindings(bytes);
  results.set('size', size);
  if (size.length > 0) return { message: undefined, results, origins };
  const schema = schemaFindings(bytes, run, parts);
  results.set('schema', schema);
  const readable = !schema.some(({ code }) => code === 'not-well-formed');
  if (readable) results.set('rules', ruleFindings(bytes, run, parts));
  return { message: readable ? bytes : undefined, results, origins };
}

/** A message that the mapping did not write. What cannot be read is not looked at further. */
function checked(
  message: Uint8Array,
  submission: SubmissionFacts | undefined,
  { mapping, validator, set, lists, characters, rules }: MessageParts,
): Finding[] {
  const { type } = mapping.kind;
  const size = sizeFindings(message);
  if (size.length > 0) return size;
  const schema = validator.validate(message);
  if (schema.some(({ code }) => code === 'not-well-formed')) return schema;
  const codes = checkCodes(message, set, lists).findings;
  if (codes.some(({ code }) => code === 'not-well-formed')) return codes;
  const { local } = readXml(message).root;
  if (local !== type) {
    const detail = `Expected a message ${type}`;
    return [{ pointer: '/', code: 'invalid-message', detail }];
  }
  return [
    ...schema,
    // Where a list is named, or not, the schema has said already.
    ...codes.filter(({ code }) => code !== 'missing-attribute'),
    ...characterFindings(message, characters),
    ...(submission && rules.looksAt(type)
      ? rules.checkMessage(type, messageData(message), submission)
      : []),
  ];
}

function sizeFindings(bytes: Uint8Array): Finding[] {
  if (bytes.length <= MAXIMUM_SIZE) return [];
  const detail = `The message has ${bytes.length} bytes; ${MAXIMUM_SIZE} are allowed. Send large content as attachments.`;
  return [{ pointer: '/', code: 'message-too-large', detail }];
}

function schemaFindings(
  bytes: Uint8Array,
  _: Run,
  { mapping, validator }: MessageParts,
): Finding[] {
  return validator.validate(bytes).map((finding) => withOrigin(finding, mapping));
}

function ruleFindings(bytes: Uint8Array, { input }: Run, { mapping, rules }: MessageParts) {
  const { service, data } = input.submission;
  const facts = submissionFacts(input);
  const onForm = rules.checkForm(service, data, facts);
  const { type } = mapping.kind;
  if (!rules.looksAt(type)) return onForm;
  return [...onForm, ...rules.checkMessage(type, messageData(bytes), facts)];
}

function mappingFailure(found: readonly MappingFinding[]): Failure {
  const [code] = STEPS.find(([step]) => found.some((finding) => finding.failure === step))!;
  return failure(code, found.map(plain));
}

function plain({ pointer, code, detail }: MappingFinding): Finding {
  return { pointer, code, detail };
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
    : { ...finding, detail: `${finding.detail} (mapped from ${origin.join(' or ')})` };
}
