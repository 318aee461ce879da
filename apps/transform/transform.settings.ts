import { defineSettings } from '#settings';

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
