/**
 * The one map of topics. A family (`cluster`, `dead-letters`) has a topic per member: `cluster.gewerbe`.
 * `producers` and `consumers` are apps; a consumer has exactly one handler for the topic, checked at the start.
 * `memory` names the topic in which the consuming step keeps what it has to remember; such a step has no tables.
 */
export const TOPICS = {
  submissions: {
    family: false,
    key: 'caseId',
    producers: ['intake', 'console'],
    consumers: ['transform'],
    memory: 'holds',
  },
  holds: { family: false, key: 'caseId', producers: ['transform'], consumers: [] },
  cluster: { family: true, key: 'caseId', producers: ['transform'], consumers: ['delivery'] },
  'dead-letters': {
    family: true,
    key: 'caseId',
    producers: ['transform', 'delivery'],
    consumers: ['console'],
  },
  operations: { family: false, key: 'caseId', producers: ['console'], consumers: ['delivery'] },
  journal: {
    family: false,
    key: 'submissionId',
    producers: ['intake', 'transform', 'delivery', 'console'],
    consumers: ['console'],
  },
} as const;

export type TopicName = keyof typeof TOPICS;

/** The topic of a member of a family, e.g. `memberTopic('cluster', 'gewerbe')`. */
export function memberTopic(family: 'cluster' | 'dead-letters', member: string): string {
  return `${family}.${member}`;
}

/** Which entry of the map a concrete topic belongs to. */
export function topicName(topic: string): TopicName | undefined {
  const name = topic.split('.', 1)[0] as TopicName;
  return Object.hasOwn(TOPICS, name) ? name : undefined;
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
  landscapeVersion: 'nahtlos_landscape_version',
  packageVersion: 'nahtlos_package_version',
  /** On `submissions` and `operations`: what an operator decided about a dead letter. */
  operation: 'nahtlos_operation',
  deadLetterId: 'nahtlos_dead_letter_id',
  operator: 'nahtlos_operator',
  reason: 'nahtlos_reason',
  /** On dead letters. */
  stage: 'nahtlos_stage',
  code: 'nahtlos_code',
  /** JSON array of findings. */
  findings: 'nahtlos_findings',
  detail: 'nahtlos_detail',
  /** The standard's own code for the failure, where the package has one. */
  rejectionCode: 'nahtlos_rejection_code',
  attempt: 'nahtlos_attempt',
  originTopic: 'nahtlos_origin_topic',
  originPartition: 'nahtlos_origin_partition',
  originOffset: 'nahtlos_origin_offset',
  /** Milliseconds since 1970 at which the original record entered its topic. */
  originAt: 'nahtlos_origin_at',
} as const;
