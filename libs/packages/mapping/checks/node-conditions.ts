import type { TargetNode, TargetTree } from '../elements/target-tree.js';
import type { Test } from '../language/conditions.js';
import type { Condition, Source } from '../language/language.js';

/**
 * The conditions of which one has to hold so that a node says anything; undefined where it may always do.
 */
export function conditionsOf(node: TargetNode): Condition[] | undefined {
  return node.source === undefined ? ofTree(node) : ofSource(node.source);
}

function ofSource(source: Source): Condition[] | undefined {
  switch (source.kind) {
    case 'choose':
      return ofAlternatives(source.alternatives);
    case 'path':
    case 'from': {
      const { path, at } = source;
      return [{ kind: 'present', subject: { kind: 'path', path }, present: true, at }];
    }
    default:
      return undefined;
  }
}

function ofTree(tree: TargetTree): Condition[] | undefined {
  const chosen = tree.choose === undefined ? [] : ofAlternatives(tree.choose.alternatives);
  const parts = [chosen, ...tree.children.map(conditionsOf)];
  if (parts.length === 1 && tree.choose === undefined) return undefined;
  if (tree.text !== undefined || tree.repeats.length > 0) return undefined;
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part!);
}

function ofAlternatives(
  alternatives: readonly { condition: Condition | undefined }[],
): Condition[] | undefined {
  const conditions = alternatives.map(({ condition }) => condition);
  return conditions.some((one) => one === undefined) ? undefined : conditions.map((one) => one!);
}

/** Whether two conditions can be seen never to hold together. */
export function exclude(one: Condition, other: Condition): boolean {
  if (one.kind === 'all' || one.kind === 'any') {
    const excluded = (part: Condition) => exclude(part, other);
    return one.kind === 'all' ? one.conditions.some(excluded) : one.conditions.every(excluded);
  }
  if (one.kind === 'not') return textOf(one.condition) === textOf(other);
  if (!isTest(other)) return exclude(other, one);
  if (!isTest(one)) return false;
  if (textOf(one.subject) !== textOf(other.subject)) return false;
  if (one.kind === 'equals' && other.kind === 'equals') {
    const values = new Set(one.values.map(String));
    return !other.values.some((value) => values.has(String(value)));
  }
  const absent = [one, other].some(wantsNothing);
  const present = [one, other].some((test) => !wantsNothing(test));
  return absent && present;
}

function wantsNothing(test: Test): boolean {
  return 'present' in test && !test.present;
}

function isTest(condition: Condition): condition is Test {
  return condition.kind === 'present' || condition.kind === 'equals';
}

function textOf(value: object): string {
  return JSON.stringify(value, (key, inner) => (key === 'at' ? undefined : inner));
}
