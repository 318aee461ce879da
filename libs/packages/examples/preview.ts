import type { AcceptedSubmission, ConfigurationFinding, Finding } from '#domain';
import type { Check, Examination, ServiceDefinition } from '../definitions.js';
import type { MessageInput } from '../message-input.js';
import { loadAll } from '../packages.js';
import { exampleFiles } from './example-files.js';
import { EXAMPLE, exampleInput } from './example-input.js';

type Body = AcceptedSubmission['submission'];

/** What becomes of a submission: the check of its form, and each message with its checks. */
export interface Preview {
  /** Undefined where no package has the service. */
  service: ServiceDefinition | undefined;
  /** What the messages are made of. */
  input: MessageInput | undefined;
  form: readonly Finding[];
  messages: readonly ({ type: string } & Examination)[];
  /** Mistakes of the packages; with any, nothing is previewed. */
  mistakes: readonly ConfigurationFinding[];
}

/**
 * Shows what a package makes of a submission, with the fixed ids, times and authorities of the examples.
 *
 * @param root the folder that the packages may read from
 * @param only folders of packages below it; all where absent
 * @param beside the folder of the submission: its attachments lie in `files` below it
 */
export async function previewSubmission(
  root: string,
  body: Body,
  { only, beside }: { only?: readonly string[]; beside: string },
): Promise<Preview> {
  const loaded = await loadAll(root, only);
  try {
    const findings = loaded.flatMap((one) => one.findings);
    const mistakes = findings.filter(({ severity }) => severity === 'error');
    const nothing = {
      service: undefined,
      input: undefined,
      form: [],
      messages: [],
      mistakes,
    };
    if (mistakes.length > 0) return nothing;
    const owner = loaded.find(({ services }) => services.some(({ key }) => key === body.service));
    const service = owner?.services.find(({ key }) => key === body.service);
    if (owner === undefined || service === undefined) return nothing;
    const files = await exampleFiles(beside, '.', body);
    const input = exampleInput(body, { files, keyPrefixes: owner.directoryPrefixes });
    const form = service.checkForm(body.data, { ...body, receivedAt: EXAMPLE.receivedAt });
    const messages: ({ type: string } & Examination)[] = [];
    for (const message of owner.messages.filter(({ services: made }) =>
      made.includes(service.key),
    )) {
      messages.push({ type: message.type, ...(await message.examine(input)) });
    }
    return { service, input, form, messages, mistakes };
  } finally {
    for (const one of loaded) one.close();
  }
}

/** The name of a check for people, and what it looks at. */
export const CHECK_NAMES: Readonly<Record<Check, string>> = {
  form: 'form data against the form schema',
  mapping: 'mapping',
  characters: 'characters (DIN 91379)',
  'code lists': 'code lists',
  size: 'size',
  schema: 'schema (XSD)',
  rules: 'rules of the package',
};
