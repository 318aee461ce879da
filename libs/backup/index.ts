export type { Manifest } from './format.js';
export { restoreBackup } from './restore-backup.js';
export { writeBackup } from './write-backup.js';
