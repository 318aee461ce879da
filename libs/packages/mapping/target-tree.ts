import type { Path, SourceFile } from '#source-file';
import type { MapEntry, Source } from './language.js';

/** The targets of a map as a tree of elements. */
export interface TargetNode {
  /** The name of the element; a type in brackets where the schema's own is abstract. */
  name: string;
  typeName: string | undefined;
  at: Path;
  /** What fills the element as a whole. */
  source: Source | undefined;
  /** Its own text, where it has attributes besides. */
  text: Source | undefined;
  attributes: Map<string, Source>;
  children: Map<string, TargetNode>;
}

const TYPED = /^([^()]+)\(([^()]+)\)$/;

export function targetTree(
  entries: readonly MapEntry[],
  file: SourceFile<unknown>,
  at: Path,
): TargetNode {
  const root = newNode('', at);
  for (const entry of entries) place(root, entry, file);
  return root;
}

function place(root: TargetNode, entry: MapEntry, file: SourceFile<unknown>): void {
  let node = root;
  for (const [index, step] of entry.target.entries()) {
    const last = index === entry.target.length - 1;
    if (step.startsWith('@') || step === '.') {
      if (!last) file.report(entry.at, `${step} has to be the last step`);
      else if (step === '.') node.text = entry.source;
      else node.attributes.set(step.slice(1), entry.source);
      return;
    }
    const child = node.children.get(step) ?? newNode(step, entry.at);
    node.children.set(step, child);
    if (last) {
      if (child.source !== undefined || child.children.size > 0) {
        file.report(entry.at, `${entry.target.join('/')} is filled twice`);
      }
      child.source = entry.source;
    } else if (child.source !== undefined && !entry.target[index + 1]!.startsWith('@')) {
      file.report(entry.at, `${entry.target.slice(0, index + 1).join('/')} is filled twice`);
    }
    node = child;
  }
}

function newNode(step: string, at: Path): TargetNode {
  const typed = TYPED.exec(step);
  return {
    name: typed?.[1] ?? step,
    typeName: typed?.[2],
    at,
    source: undefined,
    text: undefined,
    attributes: new Map(),
    children: new Map(),
  };
}
