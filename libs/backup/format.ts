/**
 * A backup is one tar file: the database, the attachments, and at its end the manifest. What has no manifest was
 * not finished. The landscape and the packages are not in it: they are the data centre's own files.
 */
export const DATABASE = 'nahtlos.db';
export const BLOBS = 'blobs';
export const MANIFEST = 'backup.json';

/** Raised when a backup is laid out differently; an older program then refuses it. */
export const FORMAT = 1;

/** Where blobs lie below `blobs/`: the attachments there itself, what other apps keep in folders of their own. */
export const BLOB_FOLDERS = ['', 'replies/', 'summaries/'] as const;

/** A blob as it lies below `blobs/`. Nothing else is ever taken out of a backup. */
export const BLOB = new RegExp(`^blobs/(${BLOB_FOLDERS.join('|')})[0-9a-f]{2}/[0-9a-f]{32}$`);

export interface Manifest {
  format: number;
  /** ISO 8601 in UTC: when the copy of the database was begun. */
  createdAt: string;
  database: { size: number; sha256: string };
  attachments: { count: number; size: number };
}
