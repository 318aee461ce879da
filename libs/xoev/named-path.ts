import { type XmlDocument, XmlElement } from 'libxml2-wasm';

/**
 * The path of an element by names: libxml2 writes `*` for those of a default namespace, which says nothing in a
 * message that uses one. An index counts the siblings of the same name, where there are any.
 */
export function namedPath(document: XmlDocument, path: string): string {
  if (!path.includes('*')) return path;
  const steps: string[] = [];
  for (let at = document.get(withoutPrefixes(path)); at instanceof XmlElement; at = at.parent) {
    steps.unshift(step(at));
  }
  return steps.length === 0 ? path : `/${steps.join('/')}`;
}

/** XPath knows no prefix of the document; a name as written needs none. */
function withoutPrefixes(path: string): string {
  return path.replace(/(?<=\/)[^/:[]+:[^/[]+/g, (name) => `*[name()="${name}"]`);
}

function step(element: XmlElement): string {
  const { namespacePrefix: prefix, name: local } = element;
  const name = prefix === '' ? local : `${prefix}:${local}`;
  const count = (axis: string) => Number(element.eval(`count(${axis}::*[name()="${name}"])`));
  const before = count('preceding-sibling');
  return before === 0 && count('following-sibling') === 0 ? name : `${name}[${before + 1}]`;
}
