import { REPLY_LETTERS } from './reply.js';

/**
 * The one map of topics. A family (`cluster`, `dead-letters`) has a topic per member: `cluster.gewerbe`.
 * `producers` and `consumers` are apps; a consumer has exactly one handler for the topic, checked at the start. Where
 * several apps consume a topic, each sees all of it.
 * `memory` names the topic in which the consuming step keeps what it has to remember; such a step has no tables.
 * `outsiders`: case systems write it too, so that a header of a record says nothing, and its name alone says who wrote.
 * `retention`: `payload` may hold data of an application and is gone with it, `journal` holds none and stays for
 * years, `request` names what is to be deleted and goes once that is done, `newest` keeps the newest record of each
 * key for as long as there is one.
 */
export const TOPICS = {
  submissions: {
    family: false,
    key: 'caseId',
    producers: ['intake', 'console'],
    consumers: ['transform'],
    memory: 'holds',
    retention: 'payload',
  },
  holds: {
    family: false,
    key: 'caseId',
    producers: ['transform'],
    consumers: [],
    retention: 'newest',
  },
  cluster: {
    family: true,
    key: 'caseId',
    producers: ['transform'],
    consumers: ['delivery'],
    retention: 'payload',
  },
  'dead-letters': {
    family: true,
    key: 'caseId',
    producers: ['transform', 'delivery'],
    consumers: ['console'],
    retention: 'payload',
  },
  operations: {
    family: false,
    key: 'caseId',
    producers: ['console'],
    consumers: ['delivery'],
    retention: 'payload',
  },
  purges: {
    family: false,
    key: 'caseId',
    producers: ['console'],
    consumers: ['intake', 'delivery'],
    retention: 'request',
  },
  replies: {
    family: false,
    key: 'caseId',
    producers: ['delivery'],
    consumers: ['intake', 'delivery'],
    retention: 'payload',
  },
  /**
   * Idempotent by destination and `reference`; of an acknowledgement what it says is compared with what stands. So
   * a record that comes twice changes nothing.
   */
  answers: {
    family: true,
    key: 'caseId',
    producers: [],
    consumers: ['delivery'],
    outsiders: true,
    retention: 'payload',
  },
  journal: {
    family: false,
    key: 'submissionId',
    producers: ['intake', 'transform', 'delivery', 'console'],
    consumers: ['console'],
    retention: 'journal',
  },
} as const;

export type TopicName = keyof typeof TOPICS;

/** How long the records of a topic stay. */
export type TopicRetention = (typeof TOPICS)[TopicName]['retention'];

/** The topic of a member of a family, e.g. `memberTopic('cluster', 'gewerbe')`. */
export function memberTopic(
  family: 'cluster' | 'dead-letters' | 'answers',
  member: string,
): string {
  return `${family}.${member}`;
}

/** A topic for the messages of a cluster to one destination, whose readers are kept apart from the others. */
export function ownTopic({ cluster, destination }: OwnTopic): string {
  return memberTopic('cluster', `${cluster}.${destination}`);
}

export interface OwnTopic {
  cluster: string;
  destination: string;
}

/** Where a case system answers: whose topic it is, it speaks for. */
export function answersTopic(destination: string): string {
  return memberTopic('answers', destination);
}

/** The destination that wrote a record of its topic of answers. */
export function answeringDestination(topic: string): string {
  return topic.slice(memberTopic('answers', '').length);
}

/** Members of `dead-letters` that belong to no cluster: what has no route, what no step could read, and replies. */
const BESIDE_CLUSTERS = ['unrouted', 'internal', REPLY_LETTERS];

/** Every topic of an installation. */
export function topicsOf(members: {
  clusters: readonly string[];
  ownTopics: readonly OwnTopic[];
  /** Destinations that answer by topic. */
  answering: readonly string[];
}): string[] {
  const families: Record<string, readonly string[]> = {
    cluster: [
      ...members.clusters.map((cluster) => memberTopic('cluster', cluster)),
      ...members.ownTopics.map(ownTopic),
    ],
    'dead-letters': [...members.clusters, ...BESIDE_CLUSTERS].map((member) =>
      memberTopic('dead-letters', member),
    ),
    answers: members.answering.map(answersTopic),
  };
  return Object.keys(TOPICS).flatMap((name) => families[name] ?? [name]);
}

/** Which entry of the map a concrete topic belongs to. */
export function topicName(topic: string): TopicName | undefined {
  const name = topic.split('.', 1)[0] as TopicName;
  return Object.hasOwn(TOPICS, name) ? name : undefined;
}

/** Whether others than our apps write the topic, so that nothing in the headers of its records is ours. */
export function isFromOutside(topic: string): boolean {
  const name = topicName(topic);
  return name !== undefined && 'outsiders' in TOPICS[name];
}

/** Headers on the topics. All values are text. */
export const HEADERS = {
  /** CloudEvents 1.0, binary mode, on cluster topics. */
  ceSpecversion: 'ce_specversion',
  ceId: 'ce_id',
  ceSource: 'ce_source',
  ceType: 'ce_type',
  ceTime: 'ce_time',
  ceSubject: 'ce_subject',
  contentType: 'content-type',
  traceparent: 'traceparent',
  messageId: 'nahtlos_message_id',
  messageType: 'nahtlos_message_type',
  submissionId: 'nahtlos_submission_id',
  caseId: 'nahtlos_case_id',
  client: 'nahtlos_client',
  service: 'nahtlos_service',
  area: 'nahtlos_area',
  target: 'nahtlos_target',
  destination: 'nahtlos_destination',
  /** JSON array of stored attachments. */
  attachments: 'nahtlos_attachments',
  test: 'nahtlos_test',
  restricted: 'nahtlos_restricted',
  replies: 'nahtlos_replies',
  /** JSON of what the submission said; absent where it said nothing. */
  replyChannel: 'nahtlos_reply_channel',
  authentication: 'nahtlos_authentication',
  payment: 'nahtlos_payment',
  landscapeVersion: 'nahtlos_landscape_version',
  packageVersion: 'nahtlos_package_version',
  /** On `submissions` and `operations`: what an operator decided about a dead letter or a destination. */
  operation: 'nahtlos_operation',
  /** Of a decision about a destination: it is carried out once. */
  operationId: 'nahtlos_operation_id',
  deadLetterId: 'nahtlos_dead_letter_id',
  operator: 'nahtlos_operator',
  reason: 'nahtlos_reason',
  /** Of a correction: JSON array of the places that it changed, without values. */
  correctedFields: 'nahtlos_corrected_fields',
  /** When an operator corrected the form data of which the message was made; absent where they are as posted. */
  correctedAt: 'nahtlos_corrected_at',
  /** On a message that an operator changed by hand: JSON of a HandEdit. */
  editedByHand: 'nahtlos_edited_by_hand',
  /** How often the bytes of a message were changed after it had been offered; absent for the first. */
  revision: 'nahtlos_revision',
  /** The id of the message that this one replaces. */
  replaces: 'nahtlos_replaces',
  /** On dead letters. */
  stage: 'nahtlos_stage',
  code: 'nahtlos_code',
  /** JSON array of findings. */
  findings: 'nahtlos_findings',
  detail: 'nahtlos_detail',
  /** Where a rule of the landscape forwards what a case system is not responsible for: an ARS. */
  forwardArea: 'nahtlos_forward_area',
  /** The standard's own code for the failure, where the package has one. */
  rejectionCode: 'nahtlos_rejection_code',
  attempt: 'nahtlos_attempt',
  originTopic: 'nahtlos_origin_topic',
  originPartition: 'nahtlos_origin_partition',
  originOffset: 'nahtlos_origin_offset',
  /** Milliseconds since 1970 at which the original record entered its topic. */
  originAt: 'nahtlos_origin_at',
} as const;
