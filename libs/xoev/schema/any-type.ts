import type { ComplexType, Wildcard } from './model.js';
import { XSD } from './namespaces.js';

const ANYTHING: Wildcard = { namespace: '##any', targetNamespace: '', processContents: 'lax' };

/** xs:anyType, the root of all types: XML Schema 1.0 part 1, section 3.4.7. */
export const ANY_TYPE: ComplexType = {
  kind: 'complex',
  name: { namespace: XSD, local: 'anyType' },
  abstract: false,
  mixed: true,
  base: undefined,
  derivation: undefined,
  content: {
    kind: 'elements',
    particle: { kind: 'any', ...ANYTHING, minimum: 0, maximum: Number.POSITIVE_INFINITY },
  },
  attributes: [],
  anyAttribute: true,
  attributeWildcards: [ANYTHING],
  block: [],
  final: [],
  documentation: '',
  documentations: [],
  title: undefined,
  appinfo: [],
  place: { file: 'XML Schema', line: 1 },
};
