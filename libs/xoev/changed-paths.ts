import { readXml, type XmlNode } from './xml-node.js';
import { type Trail, xmlPath } from './xml-path.js';

/** Where two documents differ: XML paths in the first, or of what only the second has. No values. */
export function changedPaths(before: Uint8Array, after: Uint8Array): string[] {
  const paths: string[] = [];
  const first = { node: readXml(before).root, outer: undefined };
  const second = { node: readXml(after).root, outer: undefined };
  if (first.node.name !== second.node.name) return [xmlPath(first)];
  compare(first, second, paths);
  return paths;
}

function compare(first: Trail, second: Trail, paths: string[]): void {
  if (!isAlike(first.node, second.node)) paths.push(xmlPath(first));
  const rest = [...second.node.children];
  for (const node of first.node.children) {
    const at = rest.findIndex(({ name }) => name === node.name);
    const [partner] = at < 0 ? [] : rest.splice(at, 1);
    const trail = { node, outer: first };
    if (partner === undefined) paths.push(xmlPath(trail));
    else compare(trail, { node: partner, outer: second }, paths);
  }
  for (const node of rest) paths.push(xmlPath({ node, outer: second }));
}

/** White space around a text is the layout of the document. */
function isAlike(first: XmlNode, second: XmlNode): boolean {
  if (first.text.trim() !== second.text.trim()) return false;
  if (first.attributes.size !== second.attributes.size) return false;
  return [...first.attributes].every(([name, value]) => second.attributes.get(name) === value);
}
