import type { TransportDescriptor } from '#domain';

export const KAFKA = {
  type: 'kafka',
  title: "The cluster's topic, read by the case system itself",
  readsTopics: true,
  fields: [
    {
      name: 'acknowledgement',
      kind: 'choice',
      choices: ['none', 'consumer'],
      default: 'none',
      description:
        'With `none` a message is delivered once its record stands in the topic. With `consumer` it is delivered once the case system acknowledges it by HTTP.',
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
    {
      name: 'answers',
      kind: 'choice',
      choices: ['api', 'topic'],
      default: 'api',
      description:
        'With `topic` the case system may write acknowledgements and replies into `answers.<destination>`; it may use HTTP all the same.',
    },
  ],
} as const satisfies TransportDescriptor;
