import type { SchemaSet } from '#xoev';
import type { CompiledMapping } from '../mapping/compile.js';
import type { CodeBook } from './code-book.js';
import { documented, type FormPlaces } from './form-fields.js';
import type { FormNames } from './form-names.js';
import { walkMapping } from './mapping-walk.js';
import type { FieldDocumentation, Filling, MessageDocumentation } from './model.js';

/** What a service's message says, and the fields of the form that have a say in it. */
export interface DocumentedMessage extends Omit<MessageDocumentation, 'inOthers'> {
  decisive: ReadonlySet<string>;
  /** Paths of the fields of which something stands in the message. */
  used: ReadonlySet<string>;
}

/** Documents one message as it is written for the service that has the form. */
export function documentMessage(
  { tree, header, root }: CompiledMapping,
  set: SchemaSet,
  form: { places: FormPlaces; names: FormNames; codes: CodeBook },
): DocumentedMessage {
  const { places, names, codes } = form;
  const { fillings, unfilled, decisive } = walkMapping({ tree, header, root, set, names, codes });
  const ofFields = new Map<string, Filling[]>();
  for (const filling of fillings) {
    for (const path of fieldsOf(filling)) {
      ofFields.set(path, [...(ofFields.get(path) ?? []), filling]);
    }
  }
  const fields: { field: FieldDocumentation; fillings: Filling[] }[] = [];
  for (const place of places.values()) {
    const own = ofFields.get(place.path);
    if (own !== undefined) fields.push({ field: documented(place), fillings: own });
  }
  const elsewhere = fillings.filter(({ origin }) => origin.kind !== 'field');
  const { name, documentation, type } = root;
  return {
    type: name.local,
    documentation: documentation || type.documentation,
    ...{ fields, elsewhere, unfilled, decisive },
    used: new Set(ofFields.keys()),
  };
}

function fieldsOf({ origin }: Filling): readonly string[] {
  if (origin.kind === 'field') return [origin.field];
  return origin.kind === 'expression' ? origin.fields : [];
}
