import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AcceptedSubmission,
  type ConfigurationFinding,
  Failure,
  SUBMISSION_SCHEMA,
} from '#domain';
import { type Path, readInside, readJson, type SourceFile } from '#source-file';
import { indented } from '#xoev';
import type { MessageDefinition, ServiceDefinition } from '../definitions.js';
import type { LoadedPackage } from '../load-package.js';
import { inPackage } from '../package-sources.js';
import { type ExampleFile, exampleFiles } from './example-files.js';
import { EXAMPLE, exampleInput } from './example-input.js';
import { messageDifference } from './message-difference.js';

type Body = AcceptedSubmission['submission'];

/**
 * Runs every example of a package: it fits the form, its attachments are there, and it gives the message that
 * stands beside it. With `update`, the messages are written anew instead of compared.
 */
export async function checkExamples(
  root: string,
  loaded: LoadedPackage,
  update: boolean,
): Promise<ConfigurationFinding[]> {
  const folder = inPackage(loaded.folder, 'examples');
  const findings: ConfigurationFinding[] = [];
  const shown = new Set<string>();
  for (const name of await exampleNames(join(root, folder))) {
    const file = await readJson<Body>(root, `${folder}/${name}.json`, SUBMISSION_SCHEMA);
    shown.add(file.value?.service);
    if (file.usable) {
      await new ExampleCheck(root, folder, name, file, loaded, update).run(findings);
    }
    findings.push(...file.findings);
  }
  for (const [index, { key }] of loaded.file.value.services.entries()) {
    if (shown.has(key)) continue;
    const line = loaded.file.lineOf(['services', index]);
    const message = `The service ${key} has no example in ${folder}`;
    findings.push({ file: loaded.file.file, line, message, severity: 'warning' });
  }
  return findings;
}

/** Names of the examples in a folder, sorted. */
export async function exampleNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

class ExampleCheck {
  #files: readonly ExampleFile[] = [];

  constructor(
    private readonly root: string,
    private readonly folder: string,
    private readonly name: string,
    private readonly file: SourceFile<Body>,
    private readonly loaded: LoadedPackage,
    private readonly update: boolean,
  ) {}

  async run(findings: ConfigurationFinding[]): Promise<void> {
    const { services, messages } = this.loaded;
    const service = services.find(({ key }) => key === this.file.value.service);
    if (service === undefined) {
      this.file.report(['service'], `The package has no service ${this.file.value.service}`);
      return;
    }
    for (const { pointer, detail } of service.checkForm(this.file.value.data, {
      ...this.file.value,
      receivedAt: EXAMPLE.receivedAt,
    })) {
      this.file.report(pathOf(pointer), detail);
    }
    await this.#attachments(service);
    if (!this.file.usable) return;
    for (const message of messages.filter(({ services: made }) => made.includes(service.key))) {
      const text = await this.#written(message);
      if (text !== undefined) await this.#compare(message.type, text, findings);
    }
  }

  async #attachments(service: ServiceDefinition): Promise<void> {
    const { attachments = [] } = this.file.value;
    this.#files = await exampleFiles(this.root, this.folder, this.file.value);
    for (const purpose of service.attachments?.required ?? []) {
      if (attachments.some((attachment) => attachment.purpose === purpose)) continue;
      const message = `The service needs an attachment of the purpose ${purpose}`;
      this.file.report(['attachments'], message);
    }
    const { maximumCount = 0 } = service.attachments ?? {};
    if (attachments.length > maximumCount) {
      this.file.report(['attachments'], `The service takes ${maximumCount} attachments at most`);
    }
    for (const [index, { name, sha512, mediaType }] of attachments.entries()) {
      const at = ['attachments', index];
      if (service.attachments?.mediaTypes.includes(mediaType) === false) {
        this.file.report([...at, 'mediaType'], `The service does not take ${mediaType}`);
      }
      const file = this.#files[index]!;
      if (file.problem !== undefined) {
        this.file.report([...at, 'name'], `files/${name}: ${file.problem}`);
      } else if (file.sha512 !== sha512.toLowerCase()) {
        this.file.report([...at, 'sha512'], `The SHA-512 of files/${name} is another`);
      }
    }
  }

  async #written(message: MessageDefinition): Promise<string | undefined> {
    const input = exampleInput(this.file.value, {
      files: this.#files,
      keyPrefixes: this.loaded.directoryPrefixes,
    });
    try {
      message.embeds(input.accepted.attachments);
      return indented(await message.write(input));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      for (const { pointer, detail } of error.findings) {
        this.file.report(pathOf(pointer), `${message.type}: ${detail} (${pointer})`);
      }
      return undefined;
    }
  }

  async #compare(type: string, text: string, findings: ConfigurationFinding[]): Promise<void> {
    const file = `${this.folder}/${this.name}.${type}.xml`;
    if (this.update) {
      await writeFile(join(this.root, file), text);
      return;
    }
    let expected: string;
    try {
      expected = (await readInside(this.root, file)).toString('utf8');
    } catch (error) {
      const message = `The expected message cannot be compared: ${(error as Error).message}; check --update writes it`;
      findings.push({ file, line: 1, message, severity: 'error' });
      return;
    }
    const difference = messageDifference(expected, text);
    if (difference !== undefined) findings.push({ file, ...difference, severity: 'error' });
  }
}

/** Where a pointer leads in the file; a place in the message leads to its top. */
function pathOf(pointer: string): Path {
  if (!/^\/(data|attachments)(\/|$)/.test(pointer)) return [];
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
