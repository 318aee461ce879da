import { ConfigurationError, type ConfigurationFinding } from '#domain';
import { SchemaBuilder } from './builder.js';
import { type Components, collectComponents } from './components.js';
import type { ElementDeclaration, Particle, QName, TypeDefinition } from './model.js';
import { nameKey, sameName } from './model.js';
import { SchemaProblem } from './problem.js';
import { loadSchemaFiles, type SchemaDocument, type SchemaSource } from './schema-files.js';

/** A complete set of XML schemas: every name that it uses is resolved. */
export class SchemaSet {
  readonly #substitutes = new Map<string, ElementDeclaration[]>();

  constructor(
    /** The documents that count: copies are left out. */
    readonly documents: readonly SchemaDocument[],
    private readonly components: Components,
    private readonly builder: SchemaBuilder,
  ) {
    for (const element of this.globalElements()) {
      if (element.substitutes === undefined) continue;
      const head = nameKey(element.substitutes);
      this.#substitutes.set(head, [...(this.#substitutes.get(head) ?? []), element]);
    }
  }

  element(name: QName): ElementDeclaration | undefined {
    return this.builder.element(name);
  }

  type(name: QName): TypeDefinition | undefined {
    return this.builder.type(name);
  }

  globalElements(): ElementDeclaration[] {
    return this.#all('element').map((name) => this.builder.element(name)!);
  }

  globalTypes(): TypeDefinition[] {
    return this.#all('type').map((name) => this.builder.type(name)!);
  }

  /** The elements that may stand where `head` is declared: itself unless abstract, and its substitutes. */
  alternatives(head: ElementDeclaration): ElementDeclaration[] {
    const substitutes = this.#substitutes.get(nameKey(head.name)) ?? [];
    return [
      ...(head.abstract ? [] : [head]),
      ...substitutes.flatMap((element) => this.alternatives(element)),
    ];
  }

  /** Global types that may stand in for one with xsi:type: not abstract, derived from it. */
  derived(type: TypeDefinition): TypeDefinition[] {
    const { name } = type;
    if (name === undefined) return [];
    return this.globalTypes().filter(
      (candidate) =>
        !(candidate.kind === 'complex' && candidate.abstract) && derivesFrom(candidate, name),
    );
  }

  /** The prefix that the standard itself uses for a namespace, where it uses one. */
  prefixOf(namespace: string): string | undefined {
    for (const { root } of this.documents) {
      for (const [prefix, bound] of root.bindings) {
        if (bound === namespace && prefix !== '') return prefix;
      }
    }
    return undefined;
  }

  #all(kind: 'element' | 'type'): QName[] {
    return [...this.components[kind].values()].map(({ node, document }) => ({
      namespace: document.namespace,
      local: node.attributes.get('name') ?? '',
    }));
  }
}

/**
 * Loads a set of XML schemas into a model. What is missing, wrong or not supported is listed at once in a
 * `ConfigurationError`, each with file and line; nothing is skipped silently.
 */
export async function loadSchemaSet(source: SchemaSource): Promise<SchemaSet> {
  const { documents: all, findings } = await loadSchemaFiles(source);
  const { components, documents, findings: declared } = collectComponents(all);
  findings.push(...declared);
  if (findings.length > 0) throw new ConfigurationError(source.file, findings);
  const builder = new SchemaBuilder(components);
  findings.push(...unresolved(components, builder));
  if (findings.length > 0) throw new ConfigurationError(source.file, findings);
  return new SchemaSet(documents, components, builder);
}

/** Builds every component, so that a mistake shows at load and not with the first message. */
function unresolved(components: Components, builder: SchemaBuilder): ConfigurationFinding[] {
  const findings: ConfigurationFinding[] = [];
  const visited = new Set<object>();
  const attempt = (build: () => void) => {
    try {
      build();
    } catch (error) {
      if (!(error instanceof SchemaProblem)) throw error;
      const finding = { file: error.document.file, line: error.node.line, message: error.message };
      if (findings.some((known) => known.file === finding.file && known.line === finding.line)) {
        return;
      }
      findings.push({ ...finding, severity: 'error' });
    }
  };
  const visitType = (type: TypeDefinition) => {
    if (visited.has(type)) return;
    visited.add(type);
    if (type.kind === 'simple') return;
    attempt(() => void type.attributes);
    attempt(() => {
      if (type.content.kind === 'elements') visitParticle(type.content.particle);
    });
  };
  const visitParticle = (particle: Particle) => {
    if (particle.kind === 'element') {
      const { element } = particle;
      if (visited.has(element)) return;
      visited.add(element);
      attempt(() => visitType(element.type));
    } else if (particle.kind !== 'any') {
      particle.particles.forEach(visitParticle);
    }
  };
  for (const { node, document } of components.element.values()) {
    const name = { namespace: document.namespace, local: node.attributes.get('name') ?? '' };
    attempt(() =>
      visitParticle({ kind: 'element', element: builder.element(name)!, minimum: 1, maximum: 1 }),
    );
  }
  for (const { node, document } of components.type.values()) {
    const name = { namespace: document.namespace, local: node.attributes.get('name') ?? '' };
    attempt(() => visitType(builder.type(name)!));
  }
  return findings;
}

/** Whether `type` is `ancestor` or derived from it. */
function derivesFrom(type: TypeDefinition, ancestor: QName): boolean {
  if (type.name !== undefined && sameName(type.name, ancestor)) return true;
  return type.kind === 'complex' && type.base !== undefined && derivesFrom(type.base, ancestor);
}
