import type { XmlNode } from '../xml-node.js';
import type { Component, ComponentKind } from './components.js';
import type { ElementDeclaration, Particle, TypeDefinition } from './model.js';
import type { SchemaDocument } from './schema-document.js';

/**
 * What the building of a component needs of the others. A reference is a QName as an attribute of `node` holds it;
 * one that leads nowhere is a `SchemaProblem`.
 */
export interface Scope {
  typeAt(reference: string, node: XmlNode, document: SchemaDocument): TypeDefinition;
  /** The type that stands inside a declaration. */
  anonymousType(node: XmlNode, document: SchemaDocument): TypeDefinition;
  elementAt(reference: string, node: XmlNode, document: SchemaDocument): ElementDeclaration;
  componentAt(
    kind: ComponentKind,
    reference: string,
    node: XmlNode,
    document: SchemaDocument,
  ): Component;
  /** The content of a model group; the same each time, so that a type may recur through it. */
  groupAt(reference: string, node: XmlNode, document: SchemaDocument): Particle;
  /** Notes a problem and goes on, so that all are listed at once; undefined where there was one. */
  attempt<T>(build: () => T): T | undefined;
  /** Refuses a component that needs itself to be built. */
  guarded<T>(component: Component, build: () => T): T;
}

/** Builds a part of a component when it is first asked for: types and elements may recur. A failure stays one. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | { failure: unknown } | undefined;
  return () => {
    if (made === undefined) {
      try {
        made = { value: make() };
      } catch (failure) {
        made = { failure };
      }
    }
    if ('failure' in made) throw made.failure;
    return made.value;
  };
}
