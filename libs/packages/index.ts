export { type CheckOptions, checkPackages } from './check-packages.js';
export {
  type AttachmentLimits,
  CHECKS,
  type Check,
  type MessageDefinition,
  type ServiceDefinition,
} from './definitions.js';
export { documentPackage } from './documentation/document-package.js';
export { documentationPage } from './documentation/page/documentation-page.js';
export type { Edition } from './editions.js';
export { EXAMPLE, type ExampleOptions, exampleInput } from './examples/example-input.js';
export { CHECK_NAMES, type Preview, previewSubmission } from './examples/preview.js';
export type { PackageFile } from './file-schemas.js';
export type { MessageInput } from './message-input.js';
export { readPackageFile } from './package-reader.js';
export { loadPackages, type Packages } from './packages.js';
export {
  additionLines,
  emptyForm,
  needText,
  packageText,
} from './scaffold/package-text.js';
export { type Scaffold, scaffoldMessage } from './scaffold/scaffold.js';
export { allOf, isSure } from './scaffold/targets.js';
