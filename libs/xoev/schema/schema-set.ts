import { ConfigurationError, type ConfigurationFinding } from '#domain';
import type { XmlNode } from '../xml-node.js';
import { SchemaBuilder } from './builder.js';
import { buildEverything } from './completeness.js';
import { type Collected, collectComponents } from './components.js';
import { Derivations } from './derivations.js';
import { type ElementDeclaration, nameKey, type QName, type TypeDefinition } from './model.js';
import { globalName } from './names.js';
import { redefined } from './redefine.js';
import type { SchemaDocument } from './schema-document.js';
import { loadSchemaFiles, type SchemaSource } from './schema-files.js';
import { once } from './scope.js';

/** A complete set of XML schemas: every name that it uses is resolved. */
export class SchemaSet {
  /** The documents that count: copies are left out. */
  readonly documents: readonly SchemaDocument[];
  /** The copies: they only say once more what others say. */
  readonly repeated: readonly SchemaDocument[];
  /** Declarations in these documents that say once more what another document says. */
  readonly copies: Collected['copies'];
  readonly #elements: readonly ElementDeclaration[];
  readonly #types: readonly TypeDefinition[];
  readonly #substitutes = new Map<string, ElementDeclaration[]>();
  readonly #derivations = once(() => new Derivations(this.#types));
  readonly #prefixes = new Map<string, string>();

  constructor(
    { documents, repeated, copies, components }: Collected,
    private readonly builder: SchemaBuilder,
    hidden: ReadonlySet<XmlNode>,
  ) {
    this.documents = documents;
    this.repeated = repeated;
    this.copies = copies;
    this.#elements = [...components.element.values()].map(
      ({ node, document }) => builder.element(globalName(node, document))!,
    );
    this.#types = [...components.type.values()]
      .filter(({ node }) => !hidden.has(node))
      .map(({ node, document }) => builder.type(globalName(node, document))!);
    for (const element of this.#elements) {
      if (element.substitutes === undefined) continue;
      const head = nameKey(element.substitutes);
      const others = this.#substitutes.get(head);
      if (others === undefined) this.#substitutes.set(head, [element]);
      else others.push(element);
    }
    for (const { root } of documents) {
      for (const [prefix, namespace] of root.bindings) {
        if (prefix !== '' && !this.#prefixes.has(namespace)) this.#prefixes.set(namespace, prefix);
      }
    }
  }

  element(name: QName): ElementDeclaration | undefined {
    return this.builder.element(name);
  }

  type(name: QName): TypeDefinition | undefined {
    return this.builder.type(name);
  }

  globalElements(): readonly ElementDeclaration[] {
    return this.#elements;
  }

  globalTypes(): readonly TypeDefinition[] {
    return this.#types;
  }

  /**
   * The elements that may stand where `head` is declared: itself unless abstract, and its substitutes unless it
   * blocks them.
   */
  alternatives(head: ElementDeclaration): ElementDeclaration[] {
    const own = head.abstract ? [] : [head];
    // Only a global element heads a group; a local one may have the same name.
    if (head.block.includes('substitution') || this.element(head.name) !== head) return own;
    const substitutes = this.#substitutes.get(nameKey(head.name)) ?? [];
    return [...own, ...substitutes.flatMap((element) => this.alternatives(element))];
  }

  /** Global types that may stand in for one with xsi:type: itself and what is derived from it, if not abstract. */
  derived(type: TypeDefinition): readonly TypeDefinition[] {
    return this.#derivations().of(type);
  }

  /** The prefix that the standard itself uses for a namespace, where it uses one. */
  prefixOf(namespace: string): string | undefined {
    return this.#prefixes.get(namespace);
  }
}

/**
 * Loads a set of XML schemas into a model. What is missing, wrong or not supported is listed at once in a
 * `ConfigurationError`, each with file and line; nothing is skipped silently.
 */
export async function loadSchemaSet(source: SchemaSource): Promise<SchemaSet> {
  const { documents, findings, incomplete } = await loadSchemaFiles(source);
  const report = ({ file }: SchemaDocument, { line }: XmlNode, message: string) =>
    findings.push({ file, line, message, severity: 'error' });
  const hidden = redefined(documents, report);
  const collected = collectComponents(documents);
  findings.push(...collected.findings);
  const builder = new SchemaBuilder(collected.components);
  buildEverything(collected.components, builder);
  for (const { document, node, message, undeclared } of builder.problems) {
    // What a file that is missing would have declared is no mistake of its own.
    if (undeclared !== undefined && incomplete.has(undeclared.namespace)) continue;
    report(document, node, message);
  }
  if (findings.length > 0) {
    const { file } = source;
    const what = typeof file === 'string' ? file : `The set of ${file.length} schema files`;
    throw new ConfigurationError(what, inOrder(findings, documents));
  }
  return new SchemaSet(collected, builder, hidden);
}

/** File by file as they were loaded, and down each file. */
function inOrder(
  findings: readonly ConfigurationFinding[],
  documents: readonly SchemaDocument[],
): ConfigurationFinding[] {
  const places = new Map<string, number>();
  for (const { file } of [...documents, ...findings]) {
    if (!places.has(file)) places.set(file, places.size);
  }
  return [...findings].sort((a, b) => places.get(a.file)! - places.get(b.file)! || a.line - b.line);
}
