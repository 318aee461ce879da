import { availableParallelism } from 'node:os';
import { defineSettings } from '#settings';
import { defaultThreads } from './threads/default-threads.js';

export const TRANSFORM_SETTINGS = defineSettings({
  largestMessage: {
    env: 'NAHTLOS_LARGEST_MESSAGE',
    kind: 'integer',
    unit: 'bytes',
    minimum: 1_000,
    maximum: 20_000_000,
    default: 950_000,
    description:
      'Largest message that may be published. Keep it below the record limit of the cluster topics.',
  },
  threads: {
    env: 'NAHTLOS_TRANSFORM_THREADS',
    kind: 'integer',
    unit: 'threads',
    minimum: 0,
    maximum: 64,
    default: {
      derive: () => defaultThreads(availableParallelism()),
      told: 'two less than the processors, at most 4; 0 below four processors',
    },
    description:
      'Threads that map and check messages beside the main one; each keeps the packages in memory once more. 0 does it in the main thread.',
  },
  productName: {
    env: 'NAHTLOS_PRODUCT_NAME',
    kind: 'text',
    default: 'Nahtlos',
    description: 'Product name in the root element of every message (attribute produkt).',
  },
  productVendor: {
    env: 'NAHTLOS_PRODUCT_VENDOR',
    kind: 'text',
    default: 'Nahtlos',
    description: 'Vendor in the root element of every message (attribute produkthersteller).',
  },
});
