export { type CheckOptions, checkPackages } from './check-packages.js';
export type { AttachmentLimits, MessageDefinition, ServiceDefinition } from './definitions.js';
export { EXAMPLE, type ExampleOptions, exampleInput } from './example-input.js';
export type { MessageInput } from './message-input.js';
export { loadPackages, type Packages } from './packages.js';
