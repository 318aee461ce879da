import type { Particle, SchemaSet } from '#xoev';
import { elementsFor } from './particles.js';
import type { Position } from './position.js';
import type { Target } from './skeleton.js';
import { openTarget } from './targets.js';
import { prefixOf } from './written-element.js';

/** Elements of other schemas that are named. */
const NAMED = 8;

/** The place for an element of another schema; the first that fits is written where one has to stand there. */
export function wildcardTarget(
  particle: Particle & { kind: 'any' },
  { steps, full, active }: Position,
  own: string,
  set: SchemaSet,
): Target {
  const { minimum, maximum, namespace } = particle;
  const needed = minimum > 0;
  const names = elementsFor(particle, own, set).map(
    (element) => `${prefixOf(element, set)}${element.name.local}`,
  );
  const step = (needed ? names[0] : undefined) ?? '*';
  const some = names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ', ...' : '');
  const remark = `an element of another schema (${namespace})`;
  const told = names.length === 0 ? remark : `${remark}: ${some}`;
  const note: Target = {
    path: [...steps, step].join('/'),
    fullPath: [...full, step].join('/'),
    ...{ active: false, needed, minimum, maximum },
    ...{ documentation: '', remarks: [told], above: [] },
    source: { kind: 'note' },
  };
  const isWritten = active && needed && names.length > 0;
  return isWritten ? { ...openTarget(note, told), active: true } : note;
}
