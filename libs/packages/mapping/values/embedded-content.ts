import type { CompileContext, Place } from '../context.js';
import { own } from '../language/own.js';
import type { Scope } from '../scope.js';
import type { Value } from './value.js';

/** The bytes of an attachment in base64 (RFC 4648, section 4), inside the message. */
export function embeddedContent(place: Place, { embedded }: CompileContext): Value {
  embedded.add(place.purpose ?? 'all');
  const text = (scope: Scope): string | undefined => {
    const id = own(scope.item, 'id');
    const bytes = scope.run.input.contents?.get(String(id));
    if (bytes !== undefined) return Buffer.from(bytes).toString('base64');
    scope.report('unmappable', scope.pointer, 'The content of the attachment is not at hand');
    return undefined;
  };
  return {
    read: () => undefined,
    text,
    pointer: (scope) => scope.pointer,
    form: [],
    origin: 'the content of an attachment',
  };
}
