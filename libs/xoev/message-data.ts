import { XMLParser } from 'fast-xml-parser';
import { slotsOf } from './schema/content.js';
import type { ComplexType, ElementDeclaration, TypeDefinition } from './schema/model.js';
import type { SchemaSet } from './schema/schema-set.js';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '.',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
});

/**
 * The content of a message as plain data, by local names: an element with a text alone is that text, `@name` an
 * attribute, `.` the text beside attributes; what stands several times is a list. Only for what libxml2 has accepted.
 */
export function messageData(document: Uint8Array): unknown {
  const { '?xml': _, ...roots } = parser.parse(Buffer.from(document)) as Record<string, unknown>;
  return Object.values(roots)[0];
}

/** What a message may hold, by local names: to look paths up before there is any message. */
export interface XmlShape {
  child(name: string): XmlShape | undefined;
  names(): string[];
}

export function messageShape(root: ElementDeclaration, set: SchemaSet): XmlShape {
  return shapeOf([root.type], set);
}

function shapeOf(types: readonly TypeDefinition[], set: SchemaSet): XmlShape {
  const complex = types.flatMap((type) => [type, ...set.derived(type)]).filter(isComplex);
  const slots = complex.flatMap((type) => slotsOf(type, set));
  const attributes = complex.flatMap((type) => type.attributes);
  return {
    child: (name) => {
      if (name.startsWith('@')) {
        const known = attributes.some((use) => use.name.local === name.slice(1));
        return known ? shapeOf([], set) : undefined;
      }
      const found = slots.filter(({ element }) => element.name.local === name);
      return found.length === 0
        ? undefined
        : shapeOf(
            found.map(({ element }) => element.type),
            set,
          );
    },
    names: () => [
      ...new Set([
        ...slots.map(({ element }) => element.name.local),
        ...attributes.map((use) => `@${use.name.local}`),
      ]),
    ],
  };
}

function isComplex(type: TypeDefinition): type is ComplexType {
  return type.kind === 'complex';
}
