import { ANSWER_SCHEMA, HEADER_FACTS, HEADERS, retentionOf, TOPICS, type TopicName } from '#domain';
import { planTopics } from './topics/plan-topics.js';
import type { TopicOptions } from './topics/topic-options.js';

/** A part of an AsyncAPI document. */
type Part = Record<string, unknown>;

const PREFIX = 'nahtlos.';

interface Described {
  summary: string;
  contentType: string;
  payload: Part;
}

const CASE_KEY = 'Id of the case, a UUID: the records of a case are in one partition, in order.';
const KEYS: Record<(typeof TOPICS)[TopicName]['key'], string> = {
  caseId: CASE_KEY,
  submissionId: 'Id of the submission, a UUID: the events of a submission are in order.',
};
const BYTES = { type: 'string', format: 'binary' };

/** What a topic is for and what its values are. */
const RECORDS: Record<TopicName, Described> = {
  submissions: {
    summary: 'Internal. What online services posted, and what operators decided about it.',
    contentType: 'application/json',
    payload: { type: 'object', description: 'The submission, with attachments by reference.' },
  },
  holds: {
    summary:
      'Internal. Which submissions of a case wait behind which, and where cases have gone; compacted.',
    contentType: 'application/octet-stream',
    payload: {
      ...BYTES,
      description: 'The waiting record; none where a hold has ended, or a case is forgotten.',
    },
  },
  cluster: {
    summary:
      'For case systems: the messages of a cluster. Written in transactions, so read with isolation.level=read_committed.',
    contentType: 'application/xml',
    payload: { ...BYTES, description: 'The XML as it was made and checked, byte for byte.' },
  },
  'dead-letters': {
    summary: 'What needs a person. `unrouted`, `internal` and `replies` stand beside the clusters.',
    contentType: 'application/octet-stream',
    payload: { ...BYTES, description: 'The value of the record that failed, byte for byte.' },
  },
  operations: {
    summary: 'Internal. What operators decided about messages and destinations.',
    contentType: 'application/octet-stream',
    payload: { ...BYTES, description: 'The failing record again, or nothing.' },
  },
  purges: {
    summary: 'Internal. Whose data is to be deleted now; each app deletes what is its own.',
    contentType: 'application/json',
    payload: {
      type: 'object',
      required: ['messageIds', 'before'],
      properties: {
        messageIds: {
          type: 'array',
          items: { type: 'string', format: 'uuid' },
          description: 'The messages that were made of the submission, and the replies to it.',
        },
        before: {
          type: 'string',
          format: 'date-time',
          description: 'A reply that came later stays.',
        },
      },
    },
  },
  replies: {
    summary: 'Internal. What case systems answered, for the online service that submitted.',
    contentType: 'application/json',
    payload: { type: 'object', description: 'The reply, with documents by reference.' },
  },
  answers: {
    summary:
      'From case systems: acknowledgements and replies. The name of the topic says who speaks. Give it the key of the message that is answered: the answers of one key are taken in their order.',
    contentType: 'application/json',
    payload: ANSWER_SCHEMA,
  },
  journal: {
    summary: 'Internal. What happened, without data of applications.',
    contentType: 'application/json',
    payload: {
      type: 'object',
      required: ['type', 'submissionId', 'caseId', 'at'],
      properties: {
        type: { type: 'string', description: 'What happened, e.g. `delivered`.' },
        submissionId: { type: 'string', format: 'uuid' },
        caseId: { type: 'string', format: 'uuid' },
        at: { type: 'string', format: 'date-time' },
      },
    },
  },
};

const CLUSTER = { description: 'Id of a cluster, e.g. `gewerbe`.' };
const PARAMETERS: Partial<Record<TopicName, Record<string, Part>[]>> = {
  cluster: [
    { cluster: CLUSTER },
    {
      cluster: CLUSTER,
      destination: { description: 'Id of a destination with `ownTopic` in the landscape.' },
    },
  ],
  answers: [
    { destination: { description: 'Id of a destination with `answers: topic` in the landscape.' } },
  ],
  'dead-letters': [
    { cluster: { description: 'Id of a cluster, `unrouted`, `internal` or `replies`.' } },
  ],
};

/** The topics as an AsyncAPI 3.0 document, with the default names. */
export function asyncApi(version: string, options: TopicOptions): Part {
  const names = Object.keys(TOPICS) as TopicName[];
  const channels = names.flatMap((name) => channelsOf(name, options));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Nahtlos',
      version,
      description:
        'The topics of Nahtlos. Case systems read the topics `cluster.*` and may write `answers.*`; docs/consuming.md tells how. All others are internal and may change. Names begin with NAHTLOS_KAFKA_PREFIX, and numbers of partitions and replicas are settings: the defaults stand here.',
      license: { name: 'EUPL-1.2' },
    },
    defaultContentType: 'application/xml',
    servers: {
      kafka: {
        host: '{broker}',
        protocol: 'kafka-secure',
        description: 'The brokers of the data centre.',
        variables: { broker: { description: 'host:port', default: 'localhost:9093' } },
      },
    },
    channels: Object.fromEntries(channels.map(({ id, channel }) => [id, channel])),
    operations: Object.fromEntries(channels.flatMap(({ id, name }) => operationsOf(id, name))),
    components: { messages: Object.fromEntries(names.map((name) => [name, messageOf(name)])) },
  };
}

function channelsOf(
  name: TopicName,
  options: TopicOptions,
): { id: string; name: TopicName; channel: Part }[] {
  const variants = PARAMETERS[name] ?? [undefined];
  return variants.map((parameters) => {
    const members = Object.keys(parameters ?? {});
    const own = members.length === 2;
    const address = PREFIX + [name, ...members.map((member) => `{${member}}`)].join('.');
    return {
      id: own ? `${name}-of-destination` : name,
      name,
      channel: {
        address,
        summary: RECORDS[name].summary,
        ...(parameters === undefined ? {} : { parameters }),
        messages: { [name]: { $ref: `#/components/messages/${name}` } },
        bindings: { kafka: topicBinding(name, options) },
      },
    };
  });
}

function topicBinding(name: TopicName, options: TopicOptions): Part {
  const plan = planTopics({
    prefix: PREFIX,
    options,
    clusters: ['any'],
    ownTopics: [],
    answering: ['any'],
    retention: retentionOf(),
  });
  const { partitions, replication, settings } = plan.find(
    ({ topic }) => topic === name || topic === `${name}.any`,
  )!;
  const retention = settings['retention.ms'];
  return {
    partitions,
    replicas: replication,
    topicConfiguration: {
      'cleanup.policy': [settings['cleanup.policy']],
      ...(retention === undefined ? {} : { 'retention.ms': Number(retention) }),
      'max.message.bytes': Number(settings['max.message.bytes']),
    },
    bindingVersion: '0.5.0',
  };
}

/** As seen from Nahtlos: it sends what others receive. */
function operationsOf(id: string, name: TopicName): [string, Part][] {
  const { producers, consumers } = TOPICS[name];
  const operation = (action: 'send' | 'receive', apps: readonly string[]): [string, Part][] =>
    apps.length === 0
      ? []
      : [
          [
            `${action}-${id}`,
            {
              action,
              channel: { $ref: `#/channels/${id}` },
              summary: `By ${apps.join(', ')}.`,
              messages: [{ $ref: `#/channels/${id}/messages/${name}` }],
            },
          ],
        ];
  return [...operation('send', producers), ...operation('receive', consumers)];
}

function messageOf(name: TopicName): Part {
  const { contentType, payload, summary } = RECORDS[name];
  const headers = (Object.keys(HEADERS) as (keyof typeof HEADERS)[]).filter((key) =>
    HEADER_FACTS[key].on.includes(name),
  );
  const always = headers.filter((key) => HEADER_FACTS[key].always?.includes(name));
  return {
    name,
    summary,
    contentType,
    headers: {
      type: 'object',
      ...(always.length === 0 ? {} : { required: always.map((key) => HEADERS[key]) }),
      properties: Object.fromEntries(
        headers.map((key) => {
          const { meaning, example } = HEADER_FACTS[key];
          return [
            HEADERS[key],
            {
              type: 'string',
              description: meaning,
              ...(example === undefined ? {} : { examples: [example] }),
            },
          ];
        }),
      ),
    },
    payload,
    bindings: {
      kafka: {
        key: { type: 'string', description: KEYS[TOPICS[name].key] },
        bindingVersion: '0.5.0',
      },
    },
  };
}
