import type { FactKind } from '../language/language.js';
import type { Kind } from './kind.js';

/** What facts give; what is not named here may be anything, as keys and references are. */
const KINDS: Readonly<Record<FactKind, Readonly<Record<string, Kind>>>> = {
  submission: {
    receivedAt: 'dateTime',
    submittedAt: 'dateTime',
    test: 'boolean',
    restricted: 'boolean',
    submissionId: 'word',
    caseId: 'word',
    client: 'word',
    kind: 'word',
    'authentication.means': 'word',
    'authentication.levelOfAssurance': 'word',
  },
  landscape: {
    'authority.id': 'word',
    'authority.name': 'word',
    'onBehalfOf.id': 'word',
    'onBehalfOf.name': 'word',
  },
  message: {
    createdAt: 'dateTime',
    id: 'word',
    type: 'word',
    test: 'word',
    'standard.name': 'word',
    'author.name': 'word',
    'author.directory': 'word',
    'author.email': 'word',
    'author.address.street': 'word',
    'author.address.town': 'word',
  },
  setting: { 'product.name': 'word', 'product.vendor': 'word' },
};

export function factGives(kind: FactKind, path: string): Kind {
  const kinds = KINDS[kind];
  return Object.hasOwn(kinds, path) ? kinds[path]! : 'any';
}
