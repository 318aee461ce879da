import { slotsOf } from './content.js';
import type { AttributeUse, ComplexType, ElementDeclaration, TypeDefinition } from './model.js';
import type { SchemaSet } from './schema-set.js';
import { valuesOf } from './simple-type-builder.js';

/**
 * What the schema says about a type that carries a code of a list. The four code types of the XÖV-Handbuch
 * (chapter 8) differ in what is fixed: 1 list, version and values, 2 list and version, 3 the list, 4 nothing.
 */
export interface CodeType {
  type: 1 | 2 | 3 | 4;
  listUri: CodeAttribute | undefined;
  listVersion: CodeAttribute | undefined;
  /** The values, where the schema itself lists them. */
  values: readonly string[] | undefined;
  code: ElementDeclaration;
  name: ElementDeclaration | undefined;
  /** Whether the name has to stand beside the code. */
  nameRequired: boolean;
}

export interface CodeAttribute {
  fixed: string | undefined;
  /** What holds where a document says nothing. */
  default: string | undefined;
  required: boolean;
}

/** Reads a type as a code type: it has a child `code` and says with attributes which list it is from. */
export function codeTypeOf(type: TypeDefinition, set: SchemaSet): CodeType | undefined {
  if (type.kind !== 'complex') return undefined;
  const listUri = attributeOf(type, 'listURI');
  const listVersion = attributeOf(type, 'listVersionID');
  if (listUri === undefined && listVersion === undefined) return undefined;
  const slots = slotsOf(type, set);
  const code = slots.find(({ element }) => element.name.local === 'code')?.element;
  if (code === undefined || code.type.kind !== 'simple') return undefined;
  const values = valuesOf(code.type);
  const name = slots.find(({ element }) => element.name.local === 'name');
  const fixedList = listUri?.fixed !== undefined;
  const fixedVersion = listVersion?.fixed !== undefined;
  return {
    type: fixedList && fixedVersion ? (values === undefined ? 2 : 1) : fixedList ? 3 : 4,
    listUri,
    listVersion,
    values,
    code,
    name: name?.element,
    nameRequired: name !== undefined && name.minimum > 0,
  };
}

function attributeOf(type: ComplexType, local: string): CodeAttribute | undefined {
  const use: AttributeUse | undefined = type.attributes.find(({ name }) => name.local === local);
  return use === undefined
    ? undefined
    : { fixed: use.fixed, default: use.default, required: use.required };
}
