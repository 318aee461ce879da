import { LEVELS_OF_ASSURANCE, SUBMISSION_KINDS } from '#domain';
import { nearest, type Path, type SourceFile } from '#source-file';
import type { MessageInput } from '../../message-input.js';
import type { FactKind } from '../language/language.js';
import { own } from '../language/own.js';

/** What is known about a message before any submission comes. */
export interface MessageKind {
  /** Local name of the root element. */
  type: string;
  /** The code that the standard gives the type; its name where it gives none. */
  typeCode: string;
  standard: { name: string; version: string };
  /** Prefixes of the reader's directory keys, the preferred one first. */
  readerKeys: readonly string[];
}

export type Fact = (input: MessageInput, kind: MessageKind) => unknown;

interface KnownFact {
  read: Fact;
  /** Whether every submission has it; a mapping may rely on it. */
  always: boolean;
  /** The values that it may have, where these are a closed set; else none. */
  values: readonly string[];
}

const always = (read: Fact, values: readonly string[] = []): KnownFact => {
  return { read, always: true, values };
};
const perhaps = (read: Fact, values: readonly string[] = []): KnownFact => {
  return { read, always: false, values };
};
/** Not every landscape says it, but the check of the landscape warns where a message asks for it in vain. */
const granted = always;
const YES_OR_NO = ['true', 'false'];

/** What each kind of source may name. A trailing dot opens the way into a JSON value. */
const FACTS: Readonly<Record<FactKind, Readonly<Record<string, KnownFact>>>> = {
  submission: {
    submissionId: always(({ accepted }) => accepted.submissionId),
    caseId: always(({ accepted }) => accepted.caseId),
    client: always(({ accepted }) => accepted.client),
    receivedAt: always(({ accepted }) => accepted.receivedAt),
    area: always(({ accepted }) => accepted.area),
    reference: always(({ submission }) => submission.reference),
    kind: always(({ submission }) => submission.kind, SUBMISSION_KINDS),
    relatesTo: perhaps(({ submission }) => submission.relatesTo),
    submittedAt: always(({ submission }) => submission.submittedAt),
    service: always(({ submission }) => submission.service),
    test: always(({ submission }) => submission.test, YES_OR_NO),
    restricted: always(({ submission }) => submission.restricted, YES_OR_NO),
    'authentication.means': perhaps(({ submission }) => submission.authentication?.means),
    'authentication.levelOfAssurance': perhaps(
      ({ submission }) => submission.authentication?.levelOfAssurance,
      LEVELS_OF_ASSURANCE,
    ),
    'payment.': perhaps(({ submission }) => submission.payment),
    'replyChannel.': perhaps(({ submission }) => submission.replyChannel),
  },
  landscape: {
    'authority.id': always(({ route }) => route.authority.id),
    'authority.name': always(({ route }) => route.authority.name),
    'authority.keys.': always(({ route }) => route.authority.keys),
    'onBehalfOf.id': perhaps(({ route }) => route.onBehalfOf?.id),
    'onBehalfOf.name': perhaps(({ route }) => route.onBehalfOf?.name),
    'onBehalfOf.keys.': perhaps(({ route }) => route.onBehalfOf?.keys),
    tenant: perhaps(({ route }) => route.tenant),
    matchedArea: always(({ route }) => route.matchedArea),
  },
  message: {
    id: always(({ messageId }) => messageId),
    type: always((_, kind) => kind.type),
    'type.code': always((_, kind) => kind.typeCode),
    'standard.name': always((_, kind) => kind.standard.name),
    'standard.version': always((_, kind) => kind.standard.version),
    createdAt: always(({ createdAt }) => createdAt),
    test: perhaps(({ submission }) => (submission.test ? 'Test' : undefined), ['Test']),
    'reader.key': always((input, kind) => readerKey(input, kind)),
    'reader.key.prefix': always((input, kind) => keyParts(readerKey(input, kind)).prefix),
    'reader.key.value': always((input, kind) => keyParts(readerKey(input, kind)).value),
    'author.name': always(({ author }) => author.name),
    'author.directory': always(({ author }) => author.directory),
    'author.key': always(({ author }) => author.key),
    'author.key.prefix': always(({ author }) => keyParts(author.key).prefix),
    'author.key.value': always(({ author }) => keyParts(author.key).value),
    'author.email': granted(({ author }) => author.email),
    'author.telephone': granted(({ author }) => author.telephone),
    'author.address.street': granted(({ author }) => author.address?.street),
    'author.address.houseNumber': granted(({ author }) => author.address?.houseNumber),
    'author.address.postalCode': granted(({ author }) => author.address?.postalCode),
    'author.address.town': granted(({ author }) => author.address?.town),
  },
  setting: {
    'product.name': always(({ product }) => product.name),
    'product.vendor': always(({ product }) => product.vendor),
    'product.version': always(({ product }) => product.version),
  },
};

/** The names that a kind of source knows, for sentences and pages. */
export function factNames(kind: FactKind): string[] {
  return Object.keys(FACTS[kind]).map((name) => (name.endsWith('.') ? `${name}<name>` : name));
}

/** Whether every submission has a fact. */
export function isAlwaysKnown(kind: FactKind, path: string): boolean {
  return knownAs(kind, path)?.fact.always ?? false;
}

/** The values that a fact may have, where these are a closed set; else none. */
export function factValues(kind: FactKind, path: string): readonly string[] {
  return knownAs(kind, path)?.fact.values ?? [];
}

/** Reports what is neither a fact nor a group of facts, as `payment` is, with the nearest name. */
export function checkFactName(
  kind: FactKind,
  path: string,
  at: Path,
  file: SourceFile<unknown>,
): void {
  const isGroup = Object.keys(FACTS[kind]).some((name) => name.startsWith(`${path}.`));
  if (!isGroup && knownAs(kind, path) === undefined) reportUnknown(kind, path, at, file);
}

/** How to read a fact; one that there is not is reported with the nearest name. */
export function factAt(
  kind: FactKind,
  path: string,
  at: Path,
  file: SourceFile<unknown>,
): Fact | undefined {
  const known = knownAs(kind, path);
  if (known === undefined) {
    reportUnknown(kind, path, at, file);
    return undefined;
  }
  const { fact, steps } = known;
  if (steps.length === 0) return fact.read;
  return (input, kindOfMessage) => {
    let value = fact.read(input, kindOfMessage);
    for (const step of steps) value = own(value, step);
    return value;
  };
}

function reportUnknown(kind: FactKind, path: string, at: Path, file: SourceFile<unknown>): void {
  const names = factNames(kind);
  const meant = nearest(path, names);
  const hint = meant === undefined ? `known are ${names.join(', ')}` : `did you mean ${meant}?`;
  file.report(at, `${kind} has no ${path}; ${hint}`);
}

function knownAs(
  kind: FactKind,
  path: string,
): { fact: KnownFact; steps: readonly string[] } | undefined {
  const facts = FACTS[kind];
  if (Object.hasOwn(facts, path)) return { fact: facts[path]!, steps: [] };
  const open = Object.keys(facts).find((name) => name.endsWith('.') && path.startsWith(name));
  if (open === undefined || path === open) return undefined;
  return { fact: facts[open]!, steps: path.slice(open.length).split('.') };
}

/** `prefix:key` of the authority: the first of the preferred prefixes that it has, else its first key. */
function readerKey({ route }: MessageInput, { readerKeys }: MessageKind): string | undefined {
  const { keys } = route.authority;
  const prefix =
    readerKeys.find((candidate) => Object.hasOwn(keys, candidate)) ?? Object.keys(keys)[0];
  return prefix === undefined ? undefined : `${prefix}:${keys[prefix]}`;
}

/** The parts of `prefix:key`; a key without a colon has no prefix. */
function keyParts(key: string | undefined): {
  prefix: string | undefined;
  value: string | undefined;
} {
  const colon = key?.indexOf(':') ?? -1;
  return colon < 0
    ? { prefix: undefined, value: key }
    : { prefix: key!.slice(0, colon), value: key!.slice(colon + 1) };
}
