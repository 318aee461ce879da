import { type AcceptedSubmission, completed, type StoredAttachment } from '#domain';
import type { MessageInput } from './message-input.js';

/** What stands in for the ids, times and authorities that an example does not have: the same every time. */
export const EXAMPLE = {
  submissionId: '00000000-0000-4000-8000-000000000001',
  caseId: '00000000-0000-4000-8000-000000000002',
  messageId: '00000000-0000-5000-8000-000000000003',
  receivedAt: '2026-11-22T09:30:00.000+01:00',
  createdAt: '2026-11-22T09:30:01.000+01:00',
  client: 'beispiel',
  author: { name: 'Online-Dienste Beispiel', directory: 'DVDV', key: 'psw:00000000' },
  product: { name: 'Nahtlos', vendor: 'Nahtlos', version: '1.0.0' },
} as const;

export interface ExampleOptions {
  /** Bytes of an attachment by its name; 1000 where it is not told. */
  sizeOf?(name: string): number | undefined;
  /** Prefixes of directory keys that the example authority has besides `ags` and `ars`. */
  keyPrefixes?: Iterable<string>;
}

/** The input of a message for the body of a POST: deterministic, so that its message can be kept and compared. */
export function exampleInput(
  body: AcceptedSubmission['submission'],
  { sizeOf = () => undefined, keyPrefixes = [] }: ExampleOptions = {},
): MessageInput {
  const submission = completed(body, EXAMPLE.receivedAt);
  const attachments = submission.attachments.map(
    (attachment): StoredAttachment => ({
      ...attachment,
      uri: `attachments/${attachment.id}`,
      size: sizeOf(attachment.name) ?? 1000,
    }),
  );
  const keys: Record<string, string> = {};
  for (const prefix of keyPrefixes) keys[prefix] = '00000000';
  return {
    accepted: {
      submissionId: EXAMPLE.submissionId,
      caseId: EXAMPLE.caseId,
      client: EXAMPLE.client,
      receivedAt: EXAMPLE.receivedAt,
      area: submission.area,
      caseDestinations: null,
      attachments,
      submission: body,
    },
    submission,
    messageId: EXAMPLE.messageId,
    createdAt: EXAMPLE.createdAt,
    route: {
      service: submission.service,
      matchedArea: submission.area,
      authority: {
        id: 'beispiel',
        name: 'Beispielverwaltung',
        keys: { ...keys, ags: '00000000', ars: '000000000000' },
      },
      onBehalfOf: {
        id: 'beispielgemeinde',
        name: 'Beispielgemeinde',
        keys: { ags: '00000001', ars: '000000000001' },
      },
      tenant: '0001',
      packageVersion: undefined,
      targets: [],
      minimumLevelOfAssurance: undefined,
      acceptsTests: true,
      landscapeVersion: 'example',
      reason: 'example',
    },
    author: EXAMPLE.author,
    product: EXAMPLE.product,
  };
}
