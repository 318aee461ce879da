export { type CharacterProblem, characterProblem, normalised } from './characters.js';
export type { DataType } from './din-91379.js';
export { type CodeList, type CodeRow, readGenericode } from './genericode.js';
export type {
  AttributeUse,
  ComplexType,
  ElementDeclaration,
  Facets,
  Occurrence,
  Particle,
  Place,
  QName,
  SimpleType,
  TypeDefinition,
} from './schema/model.js';
export type { SchemaSource } from './schema/schema-files.js';
export { loadSchemaSet, type SchemaSet } from './schema/schema-set.js';
export { Validator } from './validator.js';
export { XmlUnreadable } from './xml-node.js';
