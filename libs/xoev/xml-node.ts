import {
  type XmlNode as LibxmlNode,
  ParseOption,
  XmlCData,
  XmlDocument,
  XmlElement,
  XmlEntityReference,
  XmlParseError,
  XmlText,
  XmlTreeNode,
} from 'libxml2-wasm';
import { decodedXml, startLines } from './xml-lines.js';

/** An element of a parsed XML file. */
export interface XmlNode {
  /** As written, with its prefix. */
  name: string;
  local: string;
  /** Namespace of the element; empty for none. */
  namespace: string;
  /** By the name as written, `xmlns` declarations included. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlNode[];
  /** The text directly inside, white space kept. */
  text: string;
  /** All text inside, in the order of the file; what stands in an element of its own is set off by blanks. */
  content: string;
  /** Line in the file where its start tag begins, from 1. */
  line: number;
  /** Namespace bound to a prefix here; the empty prefix is the default namespace. */
  bindings: ReadonlyMap<string, string>;
}

export interface XmlFile {
  root: XmlNode;
}

/** XML that cannot be read. `line` counts from 1. The message quotes nothing of the content. */
export class XmlUnreadable extends Error {
  override readonly name = 'XmlUnreadable';

  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** Nothing is fetched, no external entity is loaded, and entities are never substituted. */
export const SAFE_PARSING = {
  option:
    ParseOption.XML_PARSE_NONET |
    ParseOption.XML_PARSE_NO_XXE |
    ParseOption.XML_PARSE_NO_SYS_CATALOG |
    ParseOption.XML_PARSE_BIG_LINES,
} as const;

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** Reads configuration XML (XSD, genericode) of any encoding that libxml2 knows. XInclude is not processed. */
export function readXml(bytes: Uint8Array): XmlFile {
  let file = known.get(bytes);
  if (file === undefined) {
    file = parsed(bytes);
    known.set(bytes, file);
  }
  return file;
}

/** The same bytes (base modules that several packages use) are parsed once, for as long as someone holds them. */
const known = new WeakMap<Uint8Array, XmlFile>();

function parsed(bytes: Uint8Array): XmlFile {
  let document: XmlDocument;
  try {
    document = XmlDocument.fromBuffer(bytes, SAFE_PARSING);
  } catch (error) {
    throw error instanceof XmlParseError ? unreadable(error) : error;
  }
  try {
    const undeclared = document.warnings.find(({ message }) => message.startsWith('Entity '));
    if (undeclared !== undefined) {
      throw new XmlUnreadable('The file uses an entity that it does not declare', undeclared.line);
    }
    return { root: new Reading(startLines(decodedXml(bytes))).element(document.root, OUTERMOST) };
  } finally {
    document.dispose();
  }
}

function unreadable({ details }: XmlParseError): XmlUnreadable {
  const { message = '', line = 1 } = details[0] ?? {};
  if (/encoding/i.test(message)) {
    const encoding = 'The characters of the file do not fit its encoding, or it is an unknown one';
    return new XmlUnreadable(`${encoding}; save it as UTF-8`, line);
  }
  if (/entity (?:nesting|amplification)|entity reference loop|Excessive depth/i.test(message)) {
    return new XmlUnreadable('The file nests elements or entities deeper than is accepted', line);
  }
  return new XmlUnreadable('The file is not well-formed XML', line);
}

const OUTERMOST: ReadonlyMap<string, string> = new Map([['xml', XML_NAMESPACE]]);

class Reading {
  #count = 0;

  constructor(private readonly lines: readonly number[]) {}

  element(element: XmlElement, outer: ReadonlyMap<string, string>): XmlNode {
    const line = this.#line(element);
    const attributes = new Map<string, string>();
    const bindings = declared(element, outer, attributes);
    for (const { prefix, name, value } of element.attrs) {
      attributes.set(prefix === '' ? name : `${prefix}:${name}`, value);
    }
    const local = element.name;
    const prefix = element.namespacePrefix;
    const children: XmlNode[] = [];
    let text = '';
    let content = '';
    for (
      let child: LibxmlNode | null = element.firstChild;
      child !== null;
      child = following(child)
    ) {
      if (child instanceof XmlElement) {
        const built = this.element(child, bindings);
        children.push(built);
        content += ` ${built.content} `;
      } else if (child instanceof XmlText || child instanceof XmlCData) {
        text += child.content;
        content += child.content;
      } else if (child instanceof XmlEntityReference) {
        // Left out, it would be missed in silence; put in, it could be anything.
        const message =
          'The file uses entities, which are not accepted here: write what they stand for';
        throw new XmlUnreadable(message, child.line || line);
      }
    }
    return {
      name: prefix === '' ? local : `${prefix}:${local}`,
      local,
      namespace: bindings.get(prefix) ?? '',
      attributes,
      children,
      text,
      content,
      line,
      bindings,
    };
  }

  /** libxml2 counts to the end of a start tag. */
  #line(element: XmlElement): number {
    const end = element.line;
    const start = this.lines[this.#count++];
    return start !== undefined && start <= end ? start : end;
  }
}

/** A processing instruction does not know its neighbour. */
function following(node: LibxmlNode): LibxmlNode | null {
  return node instanceof XmlTreeNode ? node.next : node.get('following-sibling::node()[1]');
}

function declared(
  element: XmlElement,
  outer: ReadonlyMap<string, string>,
  attributes: Map<string, string>,
): ReadonlyMap<string, string> {
  let bindings: Map<string, string> | undefined;
  for (const [prefix, namespace] of Object.entries(element.nsDeclarations)) {
    bindings ??= new Map(outer);
    bindings.set(prefix, namespace);
    attributes.set(prefix === '' ? 'xmlns' : `xmlns:${prefix}`, namespace);
  }
  return bindings ?? outer;
}
