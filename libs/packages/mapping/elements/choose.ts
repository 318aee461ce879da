import { nothing, type Write } from '#xoev';
import { isExhaustive } from '../checks/exhaustive.js';
import { assuming } from '../checks/presence.js';
import { type CompileContext, inFile, type Place } from '../context.js';
import type { Scope } from '../scope.js';
import { mappingCondition } from '../subjects.js';
import { type ChosenTree, mergedTrees, type TargetTree } from './target-tree.js';

/**
 * A map with alternatives: each is compiled as a whole map of its own, what stands beside them included, and the
 * first that applies is written. Where none does, what stands beside them is.
 */
export function chosenWriter(
  tree: TargetTree,
  choose: ChosenTree,
  place: Place,
  context: CompileContext,
  compile: (tree: TargetTree, place: Place) => Write<Scope>,
): Write<Scope> {
  const plain = { ...tree, choose: undefined };
  const own = inFile(context, choose.file);
  const branches = choose.alternatives.map(({ condition, use }) => ({
    applies: condition === undefined ? () => true : mappingCondition(condition, place, own),
    write: compile(mergedTrees(plain, use), assuming(condition, place, own)),
  }));
  const otherwise = isExhaustive(choose.alternatives, place, own)
    ? nothing
    : compile(plain, { ...place, open: choose });
  return (scope) => {
    for (const { applies, write } of branches) if (applies(scope)) return write(scope);
    return otherwise(scope);
  };
}
