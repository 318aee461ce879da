import type { CodeMeanings } from '../mapping/codes/code-meanings.js';
import { isSchema } from './form-constraint.js';
import type { FormNode } from './form-node.js';

/** A place of a form as people read it: titles of the form schema, and what codes stand for. */
export class FormLabels {
  constructor(
    private readonly node: FormNode,
    private readonly meanings: CodeMeanings,
  ) {}

  get title(): string | undefined {
    return this.node.title;
  }

  names(): string[] {
    return this.node.names();
  }

  child(name: string): FormLabels | undefined {
    return this.#labels(this.node.child(name));
  }

  items(): FormLabels | undefined {
    return this.#labels(this.node.items());
  }

  /** By the form itself (`const` with its `title`), else by the list through which a mapping takes the value. */
  meaning(value: string): string | undefined {
    const named = this.node.identity.find(
      (schema) => isSchema(schema) && String(schema.const) === value && 'const' in schema,
    ) as { title?: unknown } | undefined;
    return typeof named?.title === 'string' ? named.title : this.meanings.of(this.node, value);
  }

  #labels(node: FormNode | undefined): FormLabels | undefined {
    return node && new FormLabels(node, this.meanings);
  }
}
