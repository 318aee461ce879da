import type { XmlNode } from '../xml-node.js';
import { annotationOf } from './annotation.js';
import { ANY_TYPE } from './any-type.js';
import { exclusions } from './exclusions.js';
import type { ElementDeclaration, IdentityConstraint, QName, TypeDefinition } from './model.js';
import { globalName, qnameOf } from './names.js';
import { attributeOf, isTrue, parts } from './parts.js';
import { SchemaProblem } from './problem.js';
import type { SchemaDocument } from './schema-document.js';
import { once, type Scope } from './scope.js';

export function buildElement(
  node: XmlNode,
  document: SchemaDocument,
  name: QName,
  scope: Scope,
): ElementDeclaration {
  const head = attributeOf(node, 'substitutionGroup');
  const type = once(() => typeOf(node, document, scope));
  return {
    name,
    get type() {
      return type();
    },
    abstract: isTrue(node, 'abstract'),
    nillable: isTrue(node, 'nillable'),
    fixed: node.attributes.get('fixed'),
    default: node.attributes.get('default'),
    substitutes: head === undefined ? undefined : qnameOf(head, node, document),
    block: exclusions(node, document, 'block', ['extension', 'restriction', 'substitution']),
    final: exclusions(node, document, 'final', ['extension', 'restriction']),
    constraints: parts(node, ['key', 'keyref', 'unique']).flatMap(
      (child) => scope.attempt(() => constraint(child, document)) ?? [],
    ),
    ...annotationOf(node),
    place: { file: document.file, line: node.line },
  };
}

/** XML Schema 1.0 part 1, section 3.3.2: the type named or held, else that of the head, else any. */
function typeOf(node: XmlNode, document: SchemaDocument, scope: Scope): TypeDefinition {
  const reference = attributeOf(node, 'type');
  const [inner, ...more] = parts(node, ['simpleType', 'complexType']);
  if (more.length > 0 || (inner !== undefined && reference !== undefined)) {
    throw new SchemaProblem(document, node, `${node.name} has more than one type`);
  }
  if (reference !== undefined) return scope.typeAt(reference, node, document);
  if (inner !== undefined) return scope.anonymousType(inner, document);
  const head = attributeOf(node, 'substitutionGroup');
  return head === undefined
    ? ANY_TYPE
    : scope.guarded({ node, document }, () => scope.elementAt(head, node, document).type);
}

function constraint(node: XmlNode, document: SchemaDocument): IdentityConstraint {
  const [selector] = parts(node, ['selector']);
  const fields = parts(node, ['field']);
  if (selector === undefined || fields.length === 0) {
    throw new SchemaProblem(document, node, `${node.name} needs a selector and a field`);
  }
  const refers = attributeOf(node, 'refer');
  return {
    kind: node.local as IdentityConstraint['kind'],
    name: globalName(node, document),
    selector: attributeOf(selector, 'xpath') ?? '',
    fields: fields.map((field) => attributeOf(field, 'xpath') ?? ''),
    namespaces: node.bindings,
    refers: refers === undefined ? undefined : qnameOf(refers, node, document),
    ...annotationOf(node),
    place: { file: document.file, line: node.line },
  };
}
