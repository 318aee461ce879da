export { blob, identity, identityOf, isPostgres, ordered } from './dialect.js';
export { PostgresStore } from './postgres/postgres-store.js';
export { prepared } from './prepared.js';
export { type DataFolderLock, lockDataFolder } from './sqlite/lock.js';
export { SqliteStore } from './sqlite/sqlite-store.js';
export type { Store, Tx } from './store.js';
export { UnknownOutcome } from './unknown-outcome.js';
