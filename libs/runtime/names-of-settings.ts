/**
 * The settings that belong to single programs. Services share an environment, so each knows the others' names and
 * leaves them alone; what nobody knows is a mistake. A test holds this list against the programs.
 */
export const SETTINGS_OF_PROGRAMS = [
  'NAHTLOS_DELIVERY_GRACE',
  'NAHTLOS_DELIVERY_IN_HAND',
  'NAHTLOS_DELIVERY_LEASE',
  'NAHTLOS_DELIVERY_LONGEST_ATTEMPT',
  'NAHTLOS_LARGEST_MESSAGE',
  'NAHTLOS_LEDGER_PATIENCE',
  'NAHTLOS_MAX_ATTACHMENT',
  'NAHTLOS_MAX_DATA',
  'NAHTLOS_MAX_REPLY_DOCUMENT',
  'NAHTLOS_MIN_FREE_BYTES',
  'NAHTLOS_MIN_FREE_PERCENT',
  'NAHTLOS_PRODUCT_NAME',
  'NAHTLOS_PRODUCT_VENDOR',
  'NAHTLOS_PURGE_INTERVAL',
  'NAHTLOS_REPLY_MEDIA_TYPES',
  'NAHTLOS_REQUEST_RATE',
  'NAHTLOS_TRANSFORM_THREADS',
  'NAHTLOS_UPLOAD_TIMEOUT',
] as const;
