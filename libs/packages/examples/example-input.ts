import { type AcceptedSubmission, completed, type StoredAttachment } from '#domain';
import type { MessageInput } from '../message-input.js';
import { contentsOf, type ExampleFile } from './example-files.js';

/** What stands in for the ids, times and authorities that an example does not have: the same every time. */
export const EXAMPLE = {
  submissionId: '00000000-0000-4000-8000-000000000001',
  caseId: '00000000-0000-4000-8000-000000000002',
  messageId: '00000000-0000-5000-8000-000000000003',
  receivedAt: '2026-11-22T09:30:00.000+01:00',
  createdAt: '2026-11-22T09:30:01.000+01:00',
  client: 'beispiel',
  author: {
    name: 'Online-Dienste Beispiel',
    directory: 'DVDV',
    key: 'psw:00000000',
    email: 'postfach@beispiel.example',
    address: { street: 'Hauptstraße', houseNumber: '1', postalCode: '00000', town: 'Musterstadt' },
  },
  product: { name: 'Nahtlos', vendor: 'Nahtlos', version: '1.0.0' },
} as const;

export interface ExampleOptions {
  /** The attachments; of one that is not there, 1000 bytes are assumed. */
  files?: readonly ExampleFile[];
  /** Prefixes of directory keys that the example authority has besides `ags` and `ars`. */
  keyPrefixes?: Iterable<string>;
}

/** The input of a message for the body of a POST: deterministic, so that its message can be kept and compared. */
export function exampleInput(
  body: AcceptedSubmission['submission'],
  { files = [], keyPrefixes = [] }: ExampleOptions = {},
): MessageInput {
  const submission = completed(body, EXAMPLE.receivedAt);
  const attachments = submission.attachments.map(
    (attachment): StoredAttachment => ({
      ...attachment,
      uri: `attachments/${attachment.id}`,
      size: files.find(({ id }) => id === attachment.id)?.bytes?.length ?? 1000,
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
    contents: contentsOf(files),
  };
}
