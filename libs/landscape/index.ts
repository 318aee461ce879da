export { createKey, type KeySpec } from './keys/create-key.js';
export type { Client, Landscape, Principal, ServiceFacts } from './landscape.js';
export { loadLandscape } from './load-landscape.js';
export { secretsOf } from './secrets.js';
export { watchFolder } from './watch-folder.js';
