import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** The plain key of the demo's landscape, for the case system of the dog tax. */
const CASE_SYSTEM_KEY = 'demo-case-system-key';

export interface Decision {
  reference: string;
  text: string;
  fileNumber: string;
  /** The file with the document. */
  document: string;
}

/** Sends a decision with its document, as a case system does. Returns the SHA-512 of the document. */
export async function decide(url: string, messageId: string, decision: Decision): Promise<string> {
  const { reference, text, fileNumber, document } = decision;
  const bytes = await readFile(document);
  const sha512 = createHash('sha512').update(bytes).digest('hex');
  const id = '7f1c5a52-6f7e-4a8e-9d0a-3f1f6f0b2c11';
  const mediaType = 'application/pdf';
  const documents = [{ id, name: basename(document), mediaType, sha512 }];
  const reply = { reference, kind: 'decision', outcome: 'granted', text, fileNumber, documents };
  const form = new FormData();
  form.append(
    'reply',
    new Blob([JSON.stringify(reply)], { type: 'application/json' }),
    'reply.json',
  );
  form.append(id, new Blob([new Uint8Array(bytes)], { type: mediaType }), basename(document));
  const answer = await fetch(`${url}/v1/messages/${messageId}/replies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${CASE_SYSTEM_KEY}` },
    body: form,
  });
  if (answer.status === 202) return sha512;
  throw new Error(`The decision was answered with ${answer.status}: ${await answer.text()}`);
}
