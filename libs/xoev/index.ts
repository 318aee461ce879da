export { changedPaths } from './changed-paths.js';
export { characterFindings } from './character-findings.js';
export { type CharacterProblem, characterProblem, normalised } from './characters.js';
export { type CodeCheck, checkCodes } from './code-lists/check-codes.js';
export type { CodeColumn, CodeList } from './code-lists/code-list.js';
export { type GenericodeOptions, readGenericode } from './code-lists/genericode.js';
export { expectedCodes, type NamedCode, nearestHint } from './code-lists/nearest-codes.js';
export type { CodeRow } from './code-lists/row-table.js';
export { type Validity, validityClause } from './code-lists/validity.js';
export { type DataType, dataTypeTitle, isWithin } from './data-type.js';
export { messageData, messageShape, type XmlShape } from './message-data.js';
export { type OpenOptions, openValidator } from './open-validator.js';
export { readerWithin } from './reader-within.js';
export { builtinType } from './schema/builtin-types.js';
export { type CodeAttribute, type CodeType, codeTypeOf } from './schema/code-type.js';
export {
  type GroupParticle,
  lacking,
  type Slot,
  slotsOf,
  touches,
} from './schema/content.js';
export { messageRoots } from './schema/message-roots.js';
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
export type { FileFinding, SchemaSource } from './schema/schema-files.js';
export { loadSchemaSet, type SchemaSet } from './schema/schema-set.js';
export { standardsOf } from './schema/standard.js';
export type { Violation } from './validation-findings.js';
export { Validator } from './validator.js';
export {
  attributeWriter,
  documentOf,
  elementWriter,
  fixedAttributes,
  groupWriter,
  indented,
  nothing,
  type Refuse,
  repeatedWriter,
  sequenceWriter,
  type TextSource,
  textWriter,
  type Write,
} from './writer.js';
export { readXml, type XmlNode, XmlUnreadable } from './xml-node.js';
export { escapedText } from './xml-text.js';
