import type { ElementDeclaration } from '#xoev';
import type { ElementParticle } from './particles.js';
import type { Position } from './position.js';
import type { From, Target } from './skeleton.js';
import type { Suggestion } from './suggest.js';

/** A target at a position, of which only the name and the documentation are known. */
export function bareTarget(
  { minimum, maximum, documentation }: ElementParticle,
  element: ElementDeclaration,
  { steps, full, active, needed }: Position,
): Target {
  return {
    ...{ path: steps.join('/'), fullPath: full.join('/'), active, needed, minimum, maximum },
    documentation: documentation || element.documentation || element.type.documentation,
    ...{ remarks: [], above: [] },
    source: { kind: 'note' },
  };
}

/** The name that people know, in brackets. */
export function calledText(from: From): string {
  return from.kind === 'path' && from.called !== undefined ? ` (${from.called})` : '';
}

/** All targets, those of groups included. */
export function allOf(targets: readonly Target[]): Target[] {
  return targets.flatMap((target) =>
    target.source.kind === 'group' ? [target, ...allOf(target.source.section.targets)] : [target],
  );
}

export function isSure({ source }: Target): boolean {
  return 'from' in source && source.from.kind !== 'todo';
}

export function fromOf(suggestion: Suggestion | undefined, needed: string): From {
  if (suggestion === undefined) return { kind: 'todo', needed, guess: undefined };
  const { from, sure } = suggestion;
  return sure ? from : { kind: 'todo', needed, guess: `${from.path}${calledText(from)}` };
}

export function remarked(targets: readonly Target[], ...remarks: readonly string[]): Target[] {
  const [first, ...others] = targets;
  if (first === undefined || remarks.length === 0) return [...targets];
  return [{ ...first, remarks: [...first.remarks, ...remarks] }, ...others];
}

/** What is to be known before the first of several targets. */
export function headed(targets: readonly Target[], ...above: readonly string[]): Target[] {
  const [first, ...others] = targets;
  if (first === undefined) return [];
  return [{ ...first, above: [...above.filter(Boolean), ...first.above] }, ...others];
}

/** A target that a person has to fill as a whole. */
export function openTarget(target: Target, needed: string): Target {
  const from = { kind: 'todo', needed, guess: undefined } as const;
  return { ...target, source: { kind: 'value', from, as: { kind: 'plain' }, each: false } };
}
