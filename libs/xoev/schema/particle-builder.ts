import type { XmlNode } from '../xml-node.js';
import { annotationOf } from './annotation.js';
import { buildElement } from './element-builder.js';
import type { Occurrence, Particle, Wildcard } from './model.js';
import { localName } from './names.js';
import { attributeOf, parts } from './parts.js';
import { SchemaProblem } from './problem.js';
import type { SchemaDocument } from './schema-document.js';
import type { Scope } from './scope.js';

/** The elements that stand for a particle. */
export const PARTICLES = ['element', 'any', 'group', 'sequence', 'choice', 'all'];

export function buildParticle(node: XmlNode, document: SchemaDocument, scope: Scope): Particle {
  const occurrence = occurrenceOf(node, document);
  const reference = attributeOf(node, 'ref');
  if (node.local === 'element') {
    const element =
      reference === undefined
        ? buildElement(node, document, localName(node, document), scope)
        : scope.elementAt(reference, node, document);
    const documentation =
      (reference === undefined ? '' : annotationOf(node).documentation) || element.documentation;
    return { kind: 'element', element, documentation, ...occurrence };
  }
  if (node.local === 'any') return { kind: 'any', ...wildcardOf(node, document), ...occurrence };
  if (node.local === 'group') {
    if (reference === undefined) throw new SchemaProblem(document, node, 'The group has no ref');
    const particles = [scope.groupAt(reference, node, document)];
    return { kind: 'sequence', particles, ...occurrence };
  }
  const particles = parts(node, PARTICLES).flatMap(
    (child) => scope.attempt(() => buildParticle(child, document, scope)) ?? [],
  );
  return { kind: node.local as 'sequence' | 'choice' | 'all', particles, ...occurrence };
}

export function wildcardOf(node: XmlNode, document: SchemaDocument): Wildcard {
  const process = attributeOf(node, 'processContents') ?? 'strict';
  if (process !== 'strict' && process !== 'lax' && process !== 'skip') {
    throw new SchemaProblem(document, node, 'processContents is strict, lax or skip');
  }
  return {
    namespace: attributeOf(node, 'namespace') ?? '##any',
    targetNamespace: document.namespace,
    processContents: process,
  };
}

function occurrenceOf(node: XmlNode, document: SchemaDocument): Occurrence {
  const minimum = count(attributeOf(node, 'minOccurs') ?? '1');
  const text = attributeOf(node, 'maxOccurs') ?? '1';
  const maximum = text === 'unbounded' ? Number.POSITIVE_INFINITY : count(text);
  if (maximum >= minimum) return { minimum, maximum };
  throw new SchemaProblem(document, node, 'minOccurs and maxOccurs do not fit');
}

function count(text: string): number {
  return /^\+?\d+$/.test(text) ? Number(text) : Number.NaN;
}
