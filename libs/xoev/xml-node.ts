import { XMLParser } from 'fast-xml-parser';
import { ParseOption, XmlDocument, XmlParseError } from 'libxml2-wasm';

/** An element of a parsed XML file. */
export interface XmlNode {
  /** As written, with its prefix. */
  name: string;
  local: string;
  /** Namespace of the element; empty for none. */
  namespace: string;
  /** By the name as written, `xmlns` declarations included. */
  attributes: ReadonlyMap<string, string>;
  children: XmlNode[];
  /** The text directly inside, white space kept. */
  text: string;
  /** Line in the file, from 1. */
  line: number;
  /** Offset of its start tag in the text, line ends counted as one character. */
  offset: number;
  /** Namespace bound to a prefix here; the empty prefix is the default namespace. */
  bindings: ReadonlyMap<string, string>;
}

export interface XmlFile {
  root: XmlNode;
  /** The decoded text with line ends as `\n`. */
  text: string;
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
  option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE,
} as const;

const METADATA = XMLParser.getMetaDataSymbol() as unknown as symbol;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  captureMetaData: true,
  htmlEntities: true,
});

/** Reads configuration XML (XSD, genericode): libxml2 has to accept the bytes before anything else sees them. */
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
  try {
    XmlDocument.fromBuffer(bytes, SAFE_PARSING).dispose();
  } catch (error) {
    const line = error instanceof XmlParseError ? error.details[0]?.line : undefined;
    throw new XmlUnreadable('The file is not well-formed XML', line ?? 1);
  }
  const text = decoded(bytes).replace(/\r\n?/g, '\n');
  let nodes: ParsedNode[];
  try {
    nodes = parser.parse(text) as ParsedNode[];
  } catch {
    throw new XmlUnreadable('The file uses XML that is not accepted here (entities, names)', 1);
  }
  const lineOf = lineCounter(text);
  const root = nodes.find((node) => isElement(nameOf(node)));
  if (root === undefined) throw new XmlUnreadable('The file has no root element', 1);
  return { root: built(root, new Map([['xml', XML_NAMESPACE]]), lineOf), text };
}

type ParsedNode = Record<string, unknown> & { ':@'?: Record<string, string> };

function built(
  node: ParsedNode,
  outer: ReadonlyMap<string, string>,
  lineOf: (offset: number) => number,
): XmlNode {
  const name = nameOf(node);
  const attributes = new Map(Object.entries(node[':@'] ?? {}));
  const bindings = declared(attributes, outer);
  const colon = name.indexOf(':');
  const offset =
    (node as Record<symbol, { startIndex?: number } | undefined>)[METADATA]?.startIndex ?? 0;
  const content = node[name] as ParsedNode[];
  return {
    name,
    local: name.slice(colon + 1),
    namespace: bindings.get(colon < 0 ? '' : name.slice(0, colon)) ?? '',
    attributes,
    children: content
      .filter((child) => isElement(nameOf(child)))
      .map((child) => built(child, bindings, lineOf)),
    text: content.map((child) => String(child['#text'] ?? '')).join(''),
    line: lineOf(offset),
    offset,
    bindings,
  };
}

function declared(
  attributes: ReadonlyMap<string, string>,
  outer: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  let bindings: Map<string, string> | undefined;
  for (const [name, value] of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    bindings ??= new Map(outer);
    bindings.set(name.slice(6), value);
  }
  return bindings ?? outer;
}

function nameOf(node: ParsedNode): string {
  for (const name of Object.keys(node)) if (name !== ':@') return name;
  return '#text';
}

function isElement(name: string): boolean {
  return name !== '#text' && !name.startsWith('?');
}

/** Decodes by byte order mark or XML declaration; XML without either is UTF-8. */
function decoded(bytes: Uint8Array): string {
  const declaration = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const label =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : (/^<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(declaration)?.[1] ??
          'utf-8');
  return new TextDecoder(label).decode(bytes);
}

function lineCounter(text: string): (offset: number) => number {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at);
  return (offset) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
