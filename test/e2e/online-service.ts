import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { until } from '../fixtures/until.js';
import type { RunningServer } from './standalone-server.js';

/** What the server answered. */
export interface Answer {
  status: number;
  headers: Headers;
  body: {
    submissionId: string;
    caseId: string;
    status: string;
    detail: string;
    errors?: { pointer: string; code: string; detail: string }[];
  };
}

export interface Submission {
  [field: string]: unknown;
  service: string;
  attachments: Attachment[];
  // biome-ignore lint/suspicious/noExplicitAny: the form data of any service
  data: any;
}

interface Attachment {
  id: string;
  name: string;
  mediaType: string;
  purpose: string;
  sha512: string;
}

/** A fresh copy of an example of a package, without attachments. */
export function example(path: string, changes: object = {}): Submission {
  const text = readFileSync(resolve('schemas', path), 'utf8');
  return { ...JSON.parse(text), attachments: [], ...changes };
}

/** An attachment with its announcement. */
export function attachment(bytes: Buffer, name: string): { announced: Attachment; bytes: Buffer } {
  const hex = randomBytes(16).toString('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  const sha512 = createHash('sha512').update(bytes).digest('hex');
  return {
    announced: { id, name, mediaType: 'application/pdf', purpose: 'registerauszug', sha512 },
    bytes,
  };
}

/** A platform with its key. */
export class OnlineService {
  constructor(
    readonly server: Pick<RunningServer, 'url'>,
    readonly key: string | null = 'demo-key',
  ) {}

  /** Posts JSON; text goes out as it is. */
  post(body: object | string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
    const sent = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return this.#call('/v1/submissions', 'POST', sent, {
      'content-type': 'application/json',
      ...headers,
    });
  }

  /** Posts multipart with the parts as given. */
  upload(parts: readonly { name: string; bytes: Buffer | string }[]): Promise<Answer> {
    const { contentType, body } = multipartBody(parts);
    return this.#call('/v1/submissions', 'POST', body, { 'content-type': contentType });
  }

  get(path: string): Promise<Answer> {
    return this.#call(path, 'GET', undefined, {});
  }

  /** Waits until a submission has a status. */
  async reaches(submissionId: string, status: string): Promise<void> {
    await until(async () => {
      const answer = await this.get(`/v1/submissions/${submissionId}`);
      return answer.body.status === status ? true : undefined;
    });
  }

  async #call(
    path: string,
    method: string,
    body: string | Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const answer = await fetch(`${this.server.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: body as string }),
      headers: {
        ...(this.key === null ? {} : { authorization: `Bearer ${this.key}` }),
        ...headers,
      },
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Answer['body'],
    };
  }
}

/** The parts of an upload: the submission, then its attachments. */
export function partsOf(
  submission: Submission,
  attachments: readonly { announced: Attachment; bytes: Buffer }[],
) {
  const announced = attachments.map((one) => one.announced);
  return [
    { name: 'submission', bytes: JSON.stringify({ ...submission, attachments: announced }) },
    ...attachments.map(({ announced: { id }, bytes }) => ({ name: id, bytes })),
  ];
}

export function multipartBody(parts: readonly { name: string; bytes: Buffer | string }[]): {
  contentType: string;
  body: Buffer;
} {
  const boundary = 'part-of-the-test';
  const pieces = parts.flatMap(({ name, bytes }) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n`),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ]);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** What the operators' ledger says now. */
export async function ledgerOf(server: RunningServer): Promise<{
  closed: boolean;
  sums: { accepted: number; delivered: number; discarded: number; deadLettered: number };
  differences: unknown[];
}> {
  const answer = await fetch(`${server.url}/v1/ledger`, {
    headers: { authorization: `Bearer ${server.operatorKey}` },
  });
  return answer.json() as never;
}
