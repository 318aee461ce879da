import type { Finding } from '#domain';
import { type CodeType, codeTypeOf } from '../schema/code-type.js';
import { slotsOf } from '../schema/content.js';
import {
  type ComplexType,
  type ElementDeclaration,
  nameKey,
  type TypeDefinition,
} from '../schema/model.js';
import type { SchemaSet } from '../schema/schema-set.js';
import { readXml, type XmlNode, XmlUnreadable } from '../xml-node.js';
import { type Trail, xmlPath } from '../xml-path.js';
import type { CodeList } from './code-list.js';
import { codesOf, expectedCodes } from './nearest-codes.js';

/** What the code lists say about a document. */
export interface CodeCheck {
  /** A finding for each code that is none: XML path and expectation, never a value. */
  findings: Finding[];
  /** Addresses of the lists, or of their versions, that the schema demands and that are not at hand, sorted. */
  unchecked: string[];
}

/** How many findings one document gives. */
const MAXIMUM = 50;

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * Checks the codes of any message against code lists: where a schema leaves the values to a list, nothing else does.
 * The document need not be valid; what the schema does not know is passed over. Codes of lists that the schema names
 * and that are not at hand remain unchecked; a list that the document itself names and nobody has is a finding.
 */
export function checkCodes(
  document: Uint8Array,
  set: SchemaSet,
  lists: readonly CodeList[],
): CodeCheck {
  let root: XmlNode;
  try {
    root = readMessage(document);
  } catch (error) {
    if (!(error instanceof XmlUnreadable)) throw error;
    const detail = `${error.message} (line ${error.line})`;
    return { findings: [{ pointer: '/', code: 'not-well-formed', detail }], unchecked: [] };
  }
  const walk = new CodeWalk(set, lists);
  walk.visit({ node: root, outer: undefined }, walk.typeOf(root, undefined));
  return { findings: walk.findings, unchecked: [...walk.unchecked].sort() };
}

function readMessage(document: Uint8Array): XmlNode {
  if (hasDoctype(new TextDecoder('latin1').decode(document.subarray(0, PROLOG)))) {
    throw new XmlUnreadable('The document has a DOCTYPE, which no message needs', 1);
  }
  return readXml(document).root;
}

/** How much of a document is searched for a DOCTYPE, in bytes; what comes later is read with bounded entities. */
const PROLOG = 65_536;
const BEFORE = /[^<]*<(?:\?[\s\S]*?\?|!--[\s\S]*?--)>/y;

function hasDoctype(text: string): boolean {
  let end = 0;
  for (BEFORE.lastIndex = 0; BEFORE.test(text); ) end = BEFORE.lastIndex;
  return text.startsWith('<!DOCTYPE', text.indexOf('<', end));
}

class CodeWalk {
  readonly findings: Finding[] = [];
  readonly unchecked = new Set<string>();
  readonly #codeTypes = new Map<TypeDefinition, CodeType | undefined>();
  readonly #children = new Map<ComplexType, ReadonlyMap<string, ElementDeclaration>>();
  readonly #lists = new Map<string, CodeList[]>();

  constructor(
    private readonly set: SchemaSet,
    lists: readonly CodeList[],
  ) {
    for (const list of lists) this.#lists.set(list.uri, [...this.#versions(list.uri), list]);
  }

  visit(trail: Trail, type: TypeDefinition | undefined): void {
    const codeType = type === undefined ? undefined : this.#codeTypeOf(type);
    if (codeType !== undefined) this.#check(trail, codeType);
    for (const node of trail.node.children) {
      if (this.findings.length === MAXIMUM) return;
      this.visit({ node, outer: trail }, this.typeOf(node, type));
    }
  }

  /** The type that a document gives an element, else that of its declaration in the parent's type, else a global one. */
  typeOf(node: XmlNode, parent: TypeDefinition | undefined): TypeDefinition | undefined {
    const name = { namespace: node.namespace, local: node.local };
    const declared =
      (parent?.kind === 'complex' ? this.#childrenOf(parent).get(nameKey(name)) : undefined) ??
      this.set.element(name);
    return this.#stated(node) ?? declared?.type;
  }

  #stated(node: XmlNode): TypeDefinition | undefined {
    for (const [name, value] of node.attributes) {
      const [prefix, local] = name.split(':');
      if (local !== 'type' || node.bindings.get(prefix!) !== XSI) continue;
      const [typePrefix, typeLocal] = value.trim().split(':');
      const namespace = node.bindings.get(typeLocal === undefined ? '' : typePrefix!) ?? '';
      return this.set.type({ namespace, local: typeLocal ?? typePrefix! });
    }
    return undefined;
  }

  #check(trail: Trail, type: CodeType): void {
    const { node } = trail;
    const uri = type.listUri?.fixed ?? attribute(node, 'listURI') ?? type.listUri?.default;
    if (uri === undefined) {
      this.#find(trail, 'missing-attribute', 'listURI is missing: it names the code list');
      return;
    }
    const versions = this.#versions(uri);
    if (versions.length === 0) {
      if (type.listUri?.fixed !== undefined) this.unchecked.add(uri);
      else this.#find(trail, 'unknown-list', 'The code list that listURI names is not at hand');
      return;
    }
    const candidates = this.#ofVersion(trail, type, uri, versions);
    const [list] = candidates;
    const { name } = type.code;
    const element = node.children.find(
      (child) => child.local === name.local && child.namespace === name.namespace,
    );
    if (list === undefined || element === undefined) return;
    // The code is an xs:token: white space around it does not count.
    const code = element.text.replace(/[\t\n\r ]+/g, ' ').trim();
    if (candidates.some((candidate) => candidate.has(code))) return;
    const detail = `The value is no code of the list ${list.name} ${list.version}; ${expectedCodes(code, () => codesOf(list), this.findings.length)}`;
    this.#find({ node: element, outer: trail }, 'unknown-code', detail);
  }

  /** The lists of the version that schema or document name; all where neither has a place for it. */
  #ofVersion(trail: Trail, type: CodeType, uri: string, versions: CodeList[]): CodeList[] {
    const { listVersion } = type;
    const stated = attribute(trail.node, 'listVersionID');
    const version = listVersion?.fixed ?? stated ?? listVersion?.default;
    const known = versions.map((list) => list.version).join(', ');
    if (version === undefined) {
      if (listVersion === undefined) return versions;
      const detail = `listVersionID is missing: it names the version of the code list; at hand: ${known}`;
      this.#find(trail, 'missing-attribute', detail);
      return [];
    }
    const found = versions.filter((list) => list.version === version);
    if (found.length > 0) return found;
    if (listVersion?.fixed !== undefined) this.unchecked.add(`${uri}_${version}`);
    else {
      const detail = `The version that listVersionID names is not at hand of this code list; at hand: ${known}`;
      this.#find(trail, 'unknown-list-version', detail);
    }
    return [];
  }

  #find(trail: Trail, code: string, detail: string): void {
    this.findings.push({ pointer: xmlPath(trail), code, detail });
  }

  #versions(uri: string): CodeList[] {
    return this.#lists.get(uri) ?? [];
  }

  #codeTypeOf(type: TypeDefinition): CodeType | undefined {
    if (!this.#codeTypes.has(type)) this.#codeTypes.set(type, codeTypeOf(type, this.set));
    return this.#codeTypes.get(type);
  }

  #childrenOf(type: ComplexType): ReadonlyMap<string, ElementDeclaration> {
    let children = this.#children.get(type);
    if (children === undefined) {
      const slots = slotsOf(type, this.set);
      children = new Map(slots.map(({ element }) => [nameKey(element.name), element]));
      this.#children.set(type, children);
    }
    return children;
  }
}

function attribute(node: XmlNode, name: string): string | undefined {
  return node.attributes.get(name)?.trim() || undefined;
}
