export type { Blobs, WrittenBlob } from './blobs.js';
export { DirectoryBlobs } from './directory/directory-blobs.js';
