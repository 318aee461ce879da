import type { ErrorDetail } from 'libxml2-wasm';
import type { Finding } from '#domain';

/** A finding in a document as it was given. */
export interface Violation extends Finding {
  /** Line in the document, from 1, where libxml2 gives one. */
  line: number | undefined;
}

/** How many violations of one document are reported. */
const MAXIMUM = 50;

/**
 * What libxml2 says, without the values it quotes. A message that fits no row becomes the general sentence:
 * nothing of a text that is not understood gets out. What a row keeps comes from the schema or is a name.
 */
const SENTENCES: readonly (readonly [
  RegExp,
  code: string,
  detail: (...kept: string[]) => string,
])[] = [
  [
    /^This element is not expected\. Expected is (?:one of )?\( (.*) \)\.$/,
    'unexpected-element',
    (expected) => `This element is not expected here; expected is ${names(expected!)}`,
  ],
  [
    /^This element is not expected\./,
    'unexpected-element',
    () => 'This element is not expected here',
  ],
  [
    /^Missing child element\(s\)\. Expected is (?:one of )?\( (.*) \)\.$/,
    'missing-element',
    (expected) => `An element is missing here: ${names(expected!)}`,
  ],
  [
    /^The attribute '([^']*)' is required but missing\.$/,
    'missing-attribute',
    (name) => `The attribute ${names(name!)} is missing`,
  ],
  [
    /^The attribute .* is not allowed\.$/,
    'unexpected-attribute',
    () => 'This attribute is not allowed',
  ],
  [
    /^\[facet '(length|minLength|maxLength)'\].* has a length of '(\d+)'; .* of '(\d+)'\.$/s,
    'length',
    (facet, actual, limit) => `The text has ${actual} characters; ${facet} is ${limit}`,
  ],
  [
    /^\[facet 'enumeration'\].* is not an element of the set \{(.*)\}\.$/s,
    'enumeration',
    (set) => `The value is none of the allowed ones: ${shortened(set!)}`,
  ],
  [
    /^\[facet 'pattern'\].* is not accepted by the pattern '(.*)'\.$/s,
    'pattern',
    (pattern) =>
      pattern!.length > 120
        ? 'The value does not match the pattern of its type (characters)'
        : `The value does not match the pattern ${pattern}`,
  ],
  [/^\[facet '(\w+)'\]/, 'facet', (facet) => `The value breaks the limit ${facet} of its type`],
  [
    /^'.*' is not a valid value of the (?:local )?(?:atomic|list|union) type '([^']*)'\.$/s,
    'type',
    (type) => `The value is no ${names(type!)}`,
  ],
  [/^'.*' is not a valid value of the local/s, 'type', () => 'The value does not fit its type'],
  [
    /^The (?:actual )?value '.*' does not match the fixed value constraint '([^']*)'\.$/s,
    'fixed',
    (fixed) => `The value has to be ${fixed}`,
  ],
  [
    /^No matching global declaration available for the validation root\.$/,
    'unknown-root',
    () => 'The schema has no such message',
  ],
  [
    /^Character content .*is not allowed/,
    'unexpected-text',
    () => 'Text is not allowed here, only elements',
  ],
  [/^Element content is not allowed/, 'unexpected-element', () => 'Elements are not allowed here'],
  [
    /^Neither character nor element content is allowed/,
    'unexpected-content',
    () => 'Nothing is allowed in this element',
  ],
  [/^The element is not 'nillable'/, 'nil', () => 'The element may not be empty with xsi:nil'],
  [
    /^No matching global (?:element|attribute) declaration available, but demanded by the strict wildcard/,
    'undeclared',
    () => 'The schema declares nothing of this name that could stand here',
  ],
  [
    /^The QName value '.*' (?:of the xsi:type attribute does not resolve to a type definition|has no corresponding namespace declaration in scope)\.$/s,
    'unknown-type',
    () => 'The schema has no type of the name that xsi:type gives',
  ],
  [
    /^The type definition '([^']*)', specified by xsi:type, is blocked or not validly derived/,
    'unfit-type',
    (type) => `The type ${names(type!)} of xsi:type may not stand in here`,
  ],
  [
    /^(?:Not all fields of key identity-constraint|More than one match found for key|The XPath )/,
    'key',
    () => 'A value that is part of a key here is missing, or stands twice',
  ],
  [/^Duplicate key-sequence/, 'duplicate', () => 'The value has to be unique, and is not'],
  [/^No match found for key-sequence/, 'dangling', () => 'The value refers to nothing'],
  [
    /^The (?:element declaration|type definition) is abstract/,
    'abstract',
    () => 'A concrete type is needed here',
  ],
];

/** Everything that libxml2 puts before what is wrong. */
const SUBJECT = /^(?:Element '[^']*'(?:, attribute '([^']*)')?: )?/;

/** One finding per violation. `pointer` is an XML path, which `path` makes from that of libxml2. */
export function validationFindings(
  details: readonly ErrorDetail[],
  path: (xpath: string) => string,
): Violation[] {
  const findings: Violation[] = [];
  for (const { message, xpath, line } of details) {
    if (message.includes(INTERNAL)) continue;
    const pointer = xpath === undefined ? anywhere(message) : path(xpath);
    const finding = { pointer, ...sentence(message), line: line > 0 ? line : undefined };
    const last = findings.at(-1);
    // libxml2 names the broken facet first and then once more that the type does not fit.
    if (finding.code === 'type' && last?.pointer === finding.pointer) continue;
    findings.push(finding);
    if (findings.length === MAXIMUM) break;
  }
  return findings;
}

function sentence(message: string): { code: string; detail: string } {
  const [prefix, attribute] = SUBJECT.exec(message)!;
  const subject = attribute === undefined ? '' : `Attribute ${names(attribute)}: `;
  const rest = message.slice(prefix.length).trimEnd();
  for (const [pattern, code, detail] of SENTENCES) {
    const match = pattern.exec(rest);
    if (match !== null) return { code, detail: subject + detail(...match.slice(1)) };
  }
  return { code: 'invalid', detail: `${subject}The content does not fit the schema here` };
}

/** What libxml2 says of itself, after it has said what is wrong. */
const INTERNAL = 'Warning: No precomputed value available';

/** Of a dangling reference libxml2 gives the name of the element alone. */
function anywhere(message: string): string {
  const name = /^Element '(?:\{[^}]*\})?([^'{}]*)'/.exec(message)?.[1];
  return name === undefined ? '/' : `//${name}`;
}

/** Names as libxml2 writes them, without their namespaces; wildcards as words. */
function names(list: string): string {
  return list
    .replace(/##other\{[^}]*\}\*/g, 'any element of another namespace')
    .replace(/\{([^}]*)\}\*/g, 'any element of $1')
    .replace(/(^|, )\*(?=,|$)/g, '$1any element')
    .replace(/\{[^}]*\}/g, '')
    .split(',')
    .map((name) => name.trim())
    .join(', ');
}

function shortened(set: string): string {
  const values = set.split(', ');
  return values.length <= 20
    ? set
    : `${values.slice(0, 20).join(', ')} and ${values.length - 20} more`;
}
