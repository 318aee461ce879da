import type { Finding, JsonObject } from '#domain';
import { nearest, type Path, type SourceFile } from '#source-file';
import type { FormNode } from './form-node.js';
import { conditionOn, isPresent } from './mapping/conditions.js';
import { pointerStep } from './mapping/data-path.js';
import { parseCondition } from './mapping/parse.js';
import { own } from './mapping/scope.js';

/** What a department requires beyond the schema. */
export interface Rule {
  services: readonly string[] | undefined;
  /** The places of the form that the rule looks at. */
  used: readonly object[];
  check(data: JsonObject): Finding | undefined;
}

export interface RuleSource {
  when?: unknown;
  require?: string;
  anyOf?: string[];
  message: string;
  services?: string[];
}

/** Compiles a rule of the package file; paths that no form has are reported. */
export function compileRule(
  source: RuleSource,
  at: Path,
  file: SourceFile<unknown>,
  formsOf: (services: readonly string[] | undefined) => readonly FormNode[],
): Rule | undefined {
  const condition =
    source.when === undefined ? undefined : parseCondition(file, source.when, [...at, 'when']);
  const paths = source.anyOf ?? (source.require === undefined ? [] : [source.require]);
  if (paths.length === 0) {
    file.report(at, 'A rule says with require or anyOf which fields have to be there');
    return undefined;
  }
  const forms = formsOf(source.services);
  const used = paths.flatMap((path) =>
    placesOf(path, forms, [...at, source.anyOf ? 'anyOf' : 'require'], file),
  );
  if (condition !== undefined) used.push(...placesOf(condition.path, forms, condition.at, file));
  const applies =
    condition === undefined
      ? () => true
      : conditionOn<JsonObject>(condition, (data) => read(data, condition.path));
  return {
    services: source.services,
    used,
    check: (data) => {
      if (!applies(data) || paths.some((path) => isPresent(read(data, path)))) return undefined;
      return {
        pointer: `/data${paths[0]!.split('.').map(pointerStep).join('')}`,
        code: 'rule-broken',
        detail: source.message,
      };
    },
  };
}

function read(data: JsonObject, path: string): unknown {
  let value: unknown = data;
  for (const step of path.split('.')) value = own(value, step);
  return value;
}

/** What a path names in the forms; one that no form has is reported with the nearest name. */
function placesOf(
  path: string,
  forms: readonly FormNode[],
  at: Path,
  file: SourceFile<unknown>,
): object[] {
  let nodes = forms;
  for (const step of path.split('.')) {
    if (nodes.length === 0) return [];
    const found = nodes.map((node) => node.child(step)).filter((node) => node !== undefined);
    if (found.length === 0) {
      const meant = nearest(
        step,
        nodes.flatMap((node) => node.names()),
      );
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      file.report(at, `The form has no ${path}${hint}`);
    }
    nodes = found;
  }
  return nodes.flatMap((node) => node.identity);
}
