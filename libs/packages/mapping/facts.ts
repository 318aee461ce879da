import type { MessageInput } from '../message-input.js';
import { own } from './scope.js';

type Fact = (input: MessageInput, messageType: string) => unknown;

/** What `{ submission: ... }` may name. A trailing dot opens the way into a JSON value. */
const SUBMISSION: Readonly<Record<string, Fact>> = {
  submissionId: ({ accepted }) => accepted.submissionId,
  caseId: ({ accepted }) => accepted.caseId,
  client: ({ accepted }) => accepted.client,
  receivedAt: ({ accepted }) => accepted.receivedAt,
  area: ({ accepted }) => accepted.area,
  reference: ({ submission }) => submission.reference,
  kind: ({ submission }) => submission.kind,
  relatesTo: ({ submission }) => submission.relatesTo,
  submittedAt: ({ submission }) => submission.submittedAt,
  service: ({ submission }) => submission.service,
  'authentication.means': ({ submission }) => submission.authentication?.means,
  'authentication.levelOfAssurance': ({ submission }) =>
    submission.authentication?.levelOfAssurance,
  'payment.': ({ submission }) => submission.payment,
  'replyChannel.': ({ submission }) => submission.replyChannel,
};

/** What `{ landscape: ... }` may name. */
const LANDSCAPE: Readonly<Record<string, Fact>> = {
  'authority.id': ({ route }) => route.authority.id,
  'authority.name': ({ route }) => route.authority.name,
  'authority.keys.': ({ route }) => route.authority.keys,
  'onBehalfOf.id': ({ route }) => route.onBehalfOf?.id,
  'onBehalfOf.name': ({ route }) => route.onBehalfOf?.name,
  'onBehalfOf.keys.': ({ route }) => route.onBehalfOf?.keys,
  tenant: ({ route }) => route.tenant,
  matchedArea: ({ route }) => route.matchedArea,
};

/** What a header profile may name besides. */
const MESSAGE: Readonly<Record<string, Fact>> = {
  id: ({ messageId }) => messageId,
  type: (_, messageType) => messageType,
  createdAt: ({ createdAt }) => createdAt,
  'reader.key/': ({ route }) => route.authority.keys,
  test: ({ submission }) => (submission.test ? 'Test' : undefined),
  'author.name': ({ author }) => author.name,
  'author.directory': ({ author }) => author.directory,
  'author.key': ({ author }) => author.key,
  'product.name': ({ product }) => product.name,
  'product.vendor': ({ product }) => product.vendor,
  'product.version': ({ product }) => product.version,
};

const FACTS = { submission: SUBMISSION, landscape: LANDSCAPE, message: MESSAGE };

/** The names that a form of source knows, for sentences. */
export function factNames(kind: keyof typeof FACTS): string[] {
  return Object.keys(FACTS[kind]).map((name) => (name.endsWith('.') ? `${name}<name>` : name));
}

/** How to read a fact, or undefined where there is none of that name. */
export function compileFact(kind: keyof typeof FACTS, path: string): Fact | undefined {
  const facts = FACTS[kind];
  if (Object.hasOwn(facts, path)) return facts[path];
  const open = Object.keys(facts).find((name) => /[./]$/.test(name) && path.startsWith(name));
  if (open === undefined) return undefined;
  const start = facts[open]!;
  if (open === 'reader.key/') return directoryKey(path.slice(open.length).split('/'));
  const steps = path.slice(open.length).split('.');
  return (input, messageType) => {
    let value = start(input, messageType);
    for (const step of steps) value = own(value, step);
    return value;
  };
}

/** `prefix:key` of the authority: the first of the preferred prefixes that it has, else its first key. */
function directoryKey(preferred: readonly string[]): Fact {
  return ({ route }) => {
    const { keys } = route.authority;
    const prefix =
      preferred.find((candidate) => Object.hasOwn(keys, candidate)) ?? Object.keys(keys)[0];
    return prefix === undefined ? undefined : `${prefix}:${keys[prefix]}`;
  };
}
