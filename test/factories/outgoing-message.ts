import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { OutgoingAttachment, OutgoingMessage } from '#destinations';

/** A message as delivery hands it to a destination. */
export function outgoingMessage(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    messageId: '0b6f0a4e-6f5c-5f7e-9d2c-0a1b2c3d4e5f',
    type: 'gewerbe.anmeldung.0010',
    submissionId: '018f3c1e-1111-7000-8000-000000000001',
    caseId: '018f3c1e-2222-7000-8000-000000000002',
    cluster: 'gewerbe',
    service: '99050012104000',
    area: '072355004004',
    origin: 'cluster.gewerbe/0/1',
    createdAt: '2026-11-22T09:30:00.000+01:00',
    test: false,
    xml: Buffer.from('<?xml version="1.0" encoding="UTF-8"?><anmeldung>ä</anmeldung>\n'),
    attachments: [],
    attempt: 1,
    ...changes,
  };
}

/** An attachment whose stored hash and size fit `bytes`. */
export function outgoingAttachment(
  bytes: Buffer,
  changes: Partial<OutgoingAttachment> = {},
): OutgoingAttachment {
  return {
    id: '018f3c1e-3333-7000-8000-000000000003',
    name: 'lageplan.pdf',
    mediaType: 'application/pdf',
    purpose: 'attachment',
    uri: 'blob:00000000000000000000000000000000',
    size: bytes.length,
    sha512: createHash('sha512').update(bytes).digest('hex'),
    open: () => Readable.from([bytes]),
    ...changes,
  };
}
