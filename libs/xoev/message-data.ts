import { slotsOf } from './schema/content.js';
import { type ComplexType, type ElementDeclaration, type TypeDefinition } from './schema/model.js';
import type { SchemaSet } from './schema/schema-set.js';
import { readXml, type XmlNode } from './xml-node.js';

/**
 * The content of a message as plain data, by local names: an element with a text alone is that text, `@name` an
 * attribute, `.` the text beside attributes; what stands several times is a list.
 */
export function messageData(document: Uint8Array): unknown {
  return dataOf(readXml(document).root);
}

function dataOf(node: XmlNode): unknown {
  const attributes = [...node.attributes].filter(([name]) => !name.startsWith('xmlns'));
  const text = node.text.trim();
  if (node.children.length === 0 && attributes.length === 0) return text;
  const members = new Map<string, unknown[]>();
  const add = (name: string, value: unknown) => {
    const known = members.get(name);
    if (known === undefined) members.set(name, [value]);
    else known.push(value);
  };
  for (const [name, value] of attributes) add(`@${name.slice(name.indexOf(':') + 1)}`, value);
  for (const child of node.children) add(child.local, dataOf(child));
  if (text !== '') add('.', text);
  return Object.fromEntries(
    [...members].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
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
