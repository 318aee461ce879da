import type { XmlNode } from '../xml-node.js';
import { nameKey, type QName } from './model.js';
import { XSD } from './namespaces.js';
import { attributeOf } from './parts.js';
import { SchemaProblem } from './problem.js';
import type { SchemaDocument } from './schema-document.js';

/** What a QName in an attribute of a schema stands for: XML Schema 1.0 part 1, section 3.15.3. */
export function qnameOf(text: string, node: XmlNode, document: SchemaDocument): QName {
  const name = expanded(text, node, document);
  if (name.namespace !== XSD && !document.imports.has(name.namespace)) {
    const what = name.namespace === '' ? 'has no namespace' : `is of ${name.namespace}`;
    const advice = `${document.file} does not import ${name.namespace === '' ? 'what has none' : 'that'}`;
    throw new SchemaProblem(document, node, `${text.trim()} ${what}, and ${advice}`);
  }
  return name;
}

/** As above, whether or not the document may name it. */
export function expanded(text: string, node: XmlNode, document: SchemaDocument): QName {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(':');
  const prefix = colon < 0 ? '' : trimmed.slice(0, colon);
  const bound = node.bindings.get(prefix);
  if (bound === undefined && prefix !== '') {
    throw new SchemaProblem(document, node, `The prefix ${prefix} is not bound to a namespace`);
  }
  // Section 4.2.1: the names of a chameleon that have no namespace take on that of the includer.
  const namespace = bound || (isChameleon(document) ? document.namespace : '');
  return { namespace, local: trimmed.slice(colon + 1) };
}

/** The name of a declaration on the top level. */
export function globalName(node: XmlNode, document: SchemaDocument): QName {
  const local = attributeOf(node, 'name');
  if (local) return { namespace: document.namespace, local };
  throw new SchemaProblem(document, node, `${node.name} has no name`);
}

/** The name of a declaration inside a type: in the namespace where the form says so. */
export function localName(node: XmlNode, document: SchemaDocument): QName {
  const { local } = globalName(node, document);
  return { namespace: isQualified(node, document) ? document.namespace : '', local };
}

export function isQualified(node: XmlNode, document: SchemaDocument): boolean {
  const form = attributeOf(node, 'form') ?? attributeOf(document.root, `${node.local}FormDefault`);
  return form === 'qualified';
}

export function notDeclared(
  kind: string,
  name: QName,
  node: XmlNode,
  document: SchemaDocument,
): SchemaProblem {
  return new SchemaProblem(document, node, `The ${kind} ${nameKey(name)} is not declared`, name);
}

function isChameleon({ namespace, root }: SchemaDocument): boolean {
  return namespace !== '' && !attributeOf(root, 'targetNamespace');
}
