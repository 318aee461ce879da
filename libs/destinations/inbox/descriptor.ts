import type { TransportDescriptor } from '#domain';

export const INBOX = {
  type: 'inbox',
  title: 'An inbox from which the case system fetches by HTTP',
  fields: [
    {
      name: 'lease',
      kind: 'number',
      unit: 'seconds',
      minimum: 1,
      default: 600,
      description:
        'How long a message that was listed belongs to who listed it. Without an acknowledgement it is listed again after that.',
    },
    {
      name: 'acknowledgeWithin',
      kind: 'number',
      unit: 'seconds',
      minimum: 1,
      default: 1_209_600,
      description:
        'How long the acknowledgement of a message whose turn it is may take. After that the message is a dead letter.',
    },
  ],
} as const satisfies TransportDescriptor;
