export { discardRest } from './discard-rest.js';
export { firstPart } from './first-part.js';
export type { PartBlobs } from './part-blobs.js';
export { readParts } from './read-parts.js';
export { StoredParts } from './stored-parts.js';
export { SweepBlobs, type SweepPorts } from './sweep-blobs.js';
