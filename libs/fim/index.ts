export type {
  CodeListReference,
  DataElement,
  DataField,
  DataGroup,
  DataRule,
  DataSchema,
  DataType,
  DataValue,
  Input,
  Limits,
  Remark,
} from './data-schema.js';
export { type Example, exampleOf } from './example-submission.js';
export { type Form, type FormRule, formOf } from './form-schema.js';
export { readDataSchema } from './read-data-schema.js';
