import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Failure, type Finding } from '#domain';
import { installationFolders } from '../cli.settings.js';
import { defineCommand } from '../command.js';
import { runningServer } from '../desk/open-desk.js';
import { postSubmission } from '../post-submission.js';

const DEFAULT_URL = 'http://127.0.0.1:8080';

export const submit = defineCommand({
  name: 'submit',
  summary: 'Post a submission as an online service does',
  description: [
    'The file holds the body of POST /v1/submissions, such as the examples of the packages do.',
    'An attachment is read by its name; one without an id or a hash is given them.',
  ],
  positionals: [{ name: 'file', description: 'the submission, as JSON' }],
  options: {
    attachments: {
      value: 'DIR',
      description: 'where the attachments lie; the folder files beside the file where absent',
    },
    url: {
      value: 'URL',
      description: `the server; the one on the data folder, or ${DEFAULT_URL}, where absent`,
    },
    key: {
      value: 'KEY',
      description:
        'the API key of a platform; demo-key where absent, which only a server on loopback takes',
    },
    'key-file': { value: 'FILE', description: 'read the API key from a file instead' },
    reference: { value: 'TEXT', description: 'send it under this reference instead of its own' },
    json: { description: 'the answer as JSON' },
  },
  exits: { 0: 'it is accepted', 1: 'it is refused' },
  run: async ({ positionals: [file = ''], options, terminal }) => {
    const path = resolve(file);
    const body = await bodyIn(path);
    const key =
      options['key-file'] === undefined
        ? (options.key ?? 'demo-key')
        : (await readFile(options['key-file'], 'utf8')).trim();
    const { data } = await installationFolders(terminal.env);
    const answer = await postSubmission({
      url: options.url ?? (await runningServer(data))?.url ?? DEFAULT_URL,
      key,
      body: options.reference === undefined ? body : { ...body, reference: options.reference },
      files:
        options.attachments === undefined
          ? join(dirname(path), 'files')
          : resolve(options.attachments),
    });
    const accepted = answer.status === 202 || answer.status === 200;
    if (options.json) terminal.say(JSON.stringify(answer.body, null, 2));
    else for (const line of accepted ? receipt(answer) : problem(answer)) terminal.say(line);
    return accepted ? 0 : 1;
  },
});

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function bodyIn(path: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Failure('not-found', `${path} cannot be read.`, { cause });
  });
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    // The parser's own message quotes the text.
  }
  throw new Failure('malformed', `${path} is not a JSON object.`);
}

function receipt({ status, body }: Answer): string[] {
  return [
    status === 200 ? 'Accepted before, under the same reference:' : 'Accepted, and durable:',
    `  submission  ${body.submissionId}`,
    `  case        ${body.caseId}`,
    `  received    ${body.receivedAt}`,
  ];
}

function problem({ status, body }: Answer): string[] {
  const {
    detail,
    title,
    errors = [],
  } = body as {
    detail?: string;
    title?: string;
    errors?: Finding[];
  };
  return [
    `Refused with ${status}: ${detail ?? title ?? 'no reason is given'}`,
    ...errors.map((finding) => `  ${finding.pointer}: ${finding.detail}`),
  ];
}
