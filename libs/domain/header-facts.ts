import type { HEADERS, TopicName } from './topics.js';

/** What is promised about a header. */
export interface HeaderFacts {
  /** Entries of the topic map whose records may carry it. */
  on: readonly TopicName[];
  /** Those of them on which every record carries it. */
  always?: readonly TopicName[];
  meaning: string;
  example?: string;
}

const MESSAGE = ['cluster', 'dead-letters', 'operations'] as const;
const LETTER = ['dead-letters', 'operations'] as const;
const DECIDED = ['submissions', 'operations'] as const;
const ALL = ['submissions', ...MESSAGE] as const;
const CLUSTER = ['cluster'] as const;
const DEAD = ['dead-letters'] as const;

/**
 * The meaning of every header. A dead letter keeps the headers of the record that failed, so what stands on messages
 * may stand on dead letters too.
 */
export const HEADER_FACTS: Record<keyof typeof HEADERS, HeaderFacts> = {
  ceSpecversion: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'Version of CloudEvents, in binary mode.',
    example: '1.0',
  },
  ceId: { on: MESSAGE, always: CLUSTER, meaning: 'The same as nahtlos_message_id.' },
  ceSource: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'The online service that submitted.',
    example: 'urn:nahtlos:client:portal',
  },
  ceType: { on: MESSAGE, always: CLUSTER, meaning: 'The same as nahtlos_message_type.' },
  ceTime: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'When the message was made; the same in the XML. ISO 8601 in UTC with milliseconds.',
    example: '2026-11-22T04:24:31.961Z',
  },
  ceSubject: { on: MESSAGE, always: CLUSTER, meaning: 'The same as nahtlos_submission_id.' },
  contentType: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'Media type of the value.',
    example: 'application/xml',
  },
  traceparent: { on: [], meaning: 'W3C Trace Context. Not set so far.' },
  messageId: {
    on: MESSAGE,
    always: CLUSTER,
    meaning:
      'Id of the message, a UUID: the nachrichtenUUID in the XML. No retry, replay or resend changes it; other bytes have another id.',
    example: '58bcf55d-b6dc-549f-bfa6-4b85c0368368',
  },
  messageType: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: "The standard's name of the message type.",
    example: 'gewerbe.anmeldung.0010',
  },
  submissionId: {
    on: [...ALL, 'purges', 'replies'],
    always: ['cluster', 'purges'],
    meaning: 'What the online service posted, a UUID.',
  },
  caseId: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'Submissions and replies that belong together, a UUID. The key of the record.',
  },
  client: {
    on: [...ALL, 'replies'],
    always: CLUSTER,
    meaning: 'Id of the online service in the landscape.',
    example: 'portal',
  },
  service: {
    on: ALL,
    always: CLUSTER,
    meaning: 'Leistungsschlüssel of 14 digits.',
    example: '99050012104000',
  },
  area: {
    on: [...ALL, 'holds'],
    always: CLUSTER,
    meaning: 'Amtlicher Regionalschlüssel where responsibility lies: 2, 3, 5, 9 or 12 digits.',
    example: '072355004060',
  },
  target: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'Which of the messages of a submission this is; unique within it.',
  },
  destination: {
    on: [...MESSAGE, 'holds'],
    always: CLUSTER,
    meaning: 'The case system that the message is for. A reader of a shared topic takes its own.',
    example: 'gewerbe-mainz',
  },
  attachments: {
    on: MESSAGE,
    always: CLUSTER,
    meaning:
      'JSON array, empty without attachments. Each has id, name, mediaType, purpose, sha512 (hex), size (bytes) and url, where it is fetched with the API key of the case system; a path where the installation names no public address. uri is internal.',
  },
  test: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'true for a test, which must not be processed; else false.',
    example: 'false',
  },
  restricted: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'true where data must not be disclosed (Auskunftssperre); else false.',
    example: 'false',
  },
  replies: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'none where the applicant or the online service wants no answer; else wanted.',
    example: 'wanted',
  },
  replyChannel: {
    on: MESSAGE,
    meaning:
      'Where the applicant wants the answer, as the online service posted it: JSON in ASCII. Absent where it said nothing; likewise the next two.',
    example: '{"type":"bundid","mailbox":"a1"}',
  },
  authentication: {
    on: MESSAGE,
    meaning: 'How the applicant was identified, likewise: means and levelOfAssurance.',
    example: '{"means":"bundid","levelOfAssurance":"substantial"}',
  },
  payment: {
    on: MESSAGE,
    meaning: 'What was paid, likewise: an object of the online service.',
    example: '{"transaction":"T-1","amount":12.5}',
  },
  landscapeVersion: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'The landscape that decided on the route.',
    example: 'demo@2026-11-22+f95a2ae9d8bb',
  },
  packageVersion: {
    on: MESSAGE,
    always: CLUSTER,
    meaning: 'The package that made the message.',
    example: 'gewerbe@1.0.0',
  },
  operation: {
    on: DECIDED,
    meaning:
      'What an operator decided: replay or discard of a dead letter, pause or resume of a destination.',
  },
  operationId: {
    on: ['operations'],
    meaning: 'Id of a decision about a destination, a UUID: it is carried out once.',
  },
  deadLetterId: { on: [...DECIDED, 'dead-letters'], meaning: 'Id of the dead letter, a UUID.' },
  operator: { on: DECIDED, meaning: 'Who decided.' },
  reason: { on: DECIDED, meaning: 'Why, in the words of the operator.' },
  correctedFields: {
    on: ['submissions', 'dead-letters'],
    meaning:
      'JSON array: JSON pointers or XML paths of what an operator corrected, without values. On a dead letter: its record is a correction that the checks refused.',
  },
  correctedAt: {
    on: MESSAGE,
    meaning:
      'When an operator corrected the form data of which the message was made. Absent where they are as they were posted.',
    example: '2026-11-24T08:12:00.000Z',
  },
  editedByHand: {
    on: ALL,
    meaning:
      'On a message that an operator changed by hand: JSON with `at`, when, and `paths`, where in the XML, without values. Absent on all others.',
  },
  revision: {
    on: ALL,
    meaning:
      'On a corrected message: how often its bytes were changed after it had been offered. Absent on all others.',
    example: '1',
  },
  replaces: {
    on: ALL,
    meaning:
      'On a corrected message: the id of the message that it replaces. Absent on all others.',
    example: '58bcf55d-b6dc-549f-bfa6-4b85c0368368',
  },
  stage: {
    on: LETTER,
    always: DEAD,
    meaning: 'Where it failed: transform, delivery or internal.',
    example: 'delivery',
  },
  code: {
    on: LETTER,
    always: DEAD,
    meaning: 'Which failure; docs/failures.md explains each.',
    example: 'refused',
  },
  findings: {
    on: LETTER,
    always: DEAD,
    meaning: 'JSON array of pointer, code and detail: each place and what was expected.',
  },
  detail: {
    on: LETTER,
    always: DEAD,
    meaning: 'What happened and what to do, without a value of the application.',
  },
  rejectionCode: {
    on: LETTER,
    meaning: "The standard's own code for the failure, where the package has one; else empty.",
  },
  forwardArea: {
    on: DEAD,
    meaning:
      'The area to which a rule of the landscape forwards it, as its case system is not responsible.',
    example: '07339',
  },
  attempt: { on: LETTER, meaning: 'How many attempts were made.', example: '12' },
  originTopic: {
    on: LETTER,
    always: DEAD,
    meaning: 'Topic of the record that failed, without the prefix.',
    example: 'cluster.gewerbe',
  },
  originPartition: { on: LETTER, always: DEAD, meaning: 'Its partition.' },
  originOffset: {
    on: LETTER,
    always: DEAD,
    meaning: 'Its offset. Negative where it stood in the log of the time before Kafka.',
  },
  originAt: {
    on: ['holds'],
    meaning: 'When a waiting record entered its topic, in milliseconds since 1970.',
  },
};
