import type { Path, SourceFile } from '#source-file';
import type { Alternative, MapContent, MapEntry, Source } from '../language/language.js';

/** What a map says, as a tree of elements. */
export interface TargetTree {
  attributes: ReadonlyMap<string, Filled>;
  /** The element's own text, where it has attributes besides. */
  text: Filled | undefined;
  children: readonly TargetNode[];
  repeats: readonly RepeatedTree[];
  choose: ChosenTree | undefined;
}

/** A group of elements that is filled once an item of a list. */
export interface RepeatedTree {
  path: string;
  tree: TargetTree;
  at: Path;
  file: SourceFile<unknown>;
}

export interface ChosenTree {
  alternatives: readonly Alternative<TargetTree>[];
  at: Path;
  file: SourceFile<unknown>;
}

/** An element that a map fills: by one source as a whole, or by what stands in its own tree. */
export interface TargetNode extends TargetTree {
  /** The prefix where the map writes one: the standard's own for a namespace. */
  prefix: string | undefined;
  name: string;
  /** A type in brackets, where the schema's own is abstract or may be another. */
  typeName: string | undefined;
  source: Source | undefined;
  at: Path;
  file: SourceFile<unknown>;
}

/** A source with the file it stands in. */
export interface Filled {
  source: Source;
  file: SourceFile<unknown>;
}

export function targetTree(content: MapContent): TargetTree {
  const growing = new Growing();
  for (const entry of content.entries) growing.place(entry, 0);
  const repeats = content.repeats.map((repeat) => ({
    ...repeat,
    tree: targetTree(repeat.content),
  }));
  const choose = content.choose && {
    ...content.choose,
    alternatives: content.choose.alternatives.map((one) => ({ ...one, use: targetTree(one.use) })),
  };
  return { ...growing.tree(), repeats, choose };
}

/** One tree that says what both say; an element that both fill is reported. */
export function mergedTrees(one: TargetTree, other: TargetTree): TargetTree {
  const children = new Map(one.children.map((child) => [stepOf(child), child]));
  for (const child of other.children) {
    const known = children.get(stepOf(child));
    if (known?.source !== undefined || (known !== undefined && child.source !== undefined)) {
      child.file.report(child.at, `${stepOf(child)} is filled twice`);
      continue;
    }
    children.set(
      stepOf(child),
      known === undefined ? child : { ...known, ...mergedTrees(known, child) },
    );
  }
  return {
    attributes: new Map([...one.attributes, ...other.attributes]),
    text: other.text ?? one.text,
    children: [...children.values()],
    repeats: [...one.repeats, ...other.repeats],
    choose: other.choose ?? one.choose,
  };
}

class Growing {
  readonly #attributes = new Map<string, Filled>();
  #text: Filled | undefined;
  readonly #children = new Map<string, GrowingNode>();
  source: Source | undefined;

  tree(): TargetTree {
    return {
      attributes: this.#attributes,
      text: this.#text,
      children: [...this.#children.values()].map((child) => child.node()),
      repeats: [],
      choose: undefined,
    };
  }

  /** Takes an entry in; `depth` steps of its target lead here. */
  place(entry: MapEntry, depth: number): void {
    const step = entry.target[depth]!;
    const next = entry.target[depth + 1];
    if (step.startsWith('@') || step === '.') {
      if (next !== undefined) entry.file.report(entry.at, `${step} has to be the last step`);
      else if (step === '.') this.#placeText(entry);
      else this.#attributes.set(step.slice(1), entry);
      return;
    }
    let child = this.#children.get(step);
    if (child === undefined) {
      child = new GrowingNode(step, entry);
      this.#children.set(step, child);
    }
    const twice =
      next === undefined
        ? child.source !== undefined || child.#text !== undefined || child.#children.size > 0
        : child.source !== undefined && !next.startsWith('@');
    if (twice) {
      entry.file.report(entry.at, `${entry.target.slice(0, depth + 1).join('/')} is filled twice`);
    }
    if (next === undefined) child.source = entry.source;
    else child.place(entry, depth + 1);
  }

  #placeText(entry: MapEntry): void {
    if (this.source !== undefined || this.#text !== undefined) {
      entry.file.report(entry.at, `${entry.target.join('/')} is filled twice`);
    }
    this.#text = entry;
  }
}

const STEP = /^(?:([^():]+):)?([^():]+)(?:\(([^()]+)\))?$/;

class GrowingNode extends Growing {
  constructor(
    private readonly step: string,
    private readonly entry: MapEntry,
  ) {
    super();
  }

  node(): TargetNode {
    const [, prefix, name = this.step, typeName] = STEP.exec(this.step) ?? [];
    const { source } = this;
    const { at, file } = this.entry;
    return { ...this.tree(), prefix, name, typeName, source, at, file };
  }
}

function stepOf({ prefix, name, typeName }: TargetNode): string {
  const type = typeName === undefined ? '' : `(${typeName})`;
  return `${prefix === undefined ? '' : `${prefix}:`}${name}${type}`;
}
