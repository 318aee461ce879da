export type { Blobs } from './blobs.js';
export { DirectoryBlobs } from './directory/directory-blobs.js';
