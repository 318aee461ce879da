import { fixedAttributes, type Write } from '#xoev';
import type { CompileContext, Place } from '../context.js';
import type { Source } from '../language/language.js';
import type { Scope } from '../scope.js';
import { type Target, XSI } from './target.js';
import type { TargetTree } from './target-tree.js';
import { attributesOf } from './text-elements.js';

/** An element that says with xsi:nil that it has no value where its source has none. Its attributes stand all the same. */
export function nilElement(
  target: Target,
  source: Source & { kind: 'orNil' },
  node: TargetTree,
  place: Place,
  context: CompileContext,
  compile: (source: Source) => Write<Scope>,
): Write<Scope> {
  const write = compile(source.source);
  if (!target.nillable) {
    context.file.report(source.at, `${place.target} may not be nil: the schema does not allow it`);
    return write;
  }
  const name = context.names.of({ namespace: XSI, local: 'nil' });
  const { fixed, writers } = attributesOf(target.type, node, place, context);
  const attributes = fixedAttributes([...target.fixed, ...fixed, [name, 'true']]);
  const own: Write<Scope> = (scope) => writers.map((attribute) => attribute(scope)).join('');
  const start = `<${target.name}${attributes}`;
  return (scope) => {
    const xml = write(scope);
    return hasContent(xml) ? xml : `${start}${own(scope)}/>`;
  };
}

/** Attributes alone close the tag that opens the element. */
function hasContent(xml: string): boolean {
  return xml !== '' && (!xml.endsWith('/>') || xml.includes('<', 1));
}
