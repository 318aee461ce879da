export { discardRest } from './discard-rest.js';
export { firstPart } from './first-part.js';
export { readParts } from './read-parts.js';
export { type PartBlobs, StoredParts } from './stored-parts.js';
export { SweepBlobs, type SweepPorts } from './sweep-blobs.js';
