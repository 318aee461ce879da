export { blob, identity, identityOf, isPostgres, ordered } from './dialect.js';
export { placeOf } from './postgres/place.js';
export { PostgresStore } from './postgres/postgres-store.js';
export { prepared } from './prepared.js';
export { type DataFolderLock, lockDataFolder } from './sqlite/lock.js';
export {
  demandNotMoved,
  type MovedMark,
  markMoved,
  movedMark,
  removeMovedMark,
} from './sqlite/moved-mark.js';
export { SqliteStore } from './sqlite/sqlite-store.js';
export type { Store, Tx } from './store.js';
export { UnknownOutcome } from './unknown-outcome.js';
