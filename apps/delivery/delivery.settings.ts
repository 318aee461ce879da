import { defineSettings } from '#settings';

export const DELIVERY_SETTINGS = defineSettings({
  deliveryLease: {
    env: 'NAHTLOS_DELIVERY_LEASE',
    kind: 'integer',
    unit: 'seconds',
    minimum: 1,
    maximum: 600,
    default: 15,
    description:
      'For how long a claimed delivery belongs to this process without a sign of life. After a crash its deliveries are tried again once this time is over.',
  },
  deliveriesInHand: {
    env: 'NAHTLOS_DELIVERY_IN_HAND',
    kind: 'integer',
    unit: 'messages',
    minimum: 1,
    maximum: 100_000,
    default: 2_000,
    description:
      'Messages that are held in memory for delivery at the same time, over all destinations.',
  },
  longestAttempt: {
    env: 'NAHTLOS_DELIVERY_LONGEST_ATTEMPT',
    kind: 'integer',
    unit: 'seconds',
    minimum: 1,
    maximum: 86_400,
    default: 3_600,
    description:
      'After this long a single attempt is ended, whatever the transport still hopes for.',
  },
  maxReplyDocument: {
    env: 'NAHTLOS_MAX_REPLY_DOCUMENT',
    kind: 'integer',
    unit: 'bytes',
    minimum: 1_000,
    default: 100_000_000,
    description: 'Largest document of a reply of a case system.',
  },
  replyMediaTypes: {
    env: 'NAHTLOS_REPLY_MEDIA_TYPES',
    kind: 'text',
    default: 'application/pdf,image/png,image/jpeg,text/plain,application/xml,text/xml',
    description: 'What the documents of replies may be: media types with commas between them.',
  },
  deliveryGrace: {
    env: 'NAHTLOS_DELIVERY_GRACE',
    kind: 'integer',
    unit: 'seconds',
    minimum: 0,
    maximum: 600,
    default: 10,
    description: 'Time that attempts under way get to finish when the program stops.',
  },
});
