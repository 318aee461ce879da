import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type AcceptedSubmission, type Finding, SUBMISSION_SCHEMA } from '#domain';
import type { Preview } from '#packages';
import { annotatedMessage } from '../annotated-message.js';
import { installationFolders } from '../cli.settings.js';
import { defineCommand, type Terminal, WrongCall } from '../command.js';
import { jsonFile } from '../json-file.js';
import { packageFolders } from '../package-folders.js';
import { previewedSummary } from '../previewed-summary.js';
import { counted } from '../words.js';

type Body = AcceptedSubmission['submission'];

export const preview = defineCommand({
  name: 'preview',
  summary:
    'Show the messages that a package makes of a submission, and where each element comes from',
  description: [
    'Nothing is sent and nothing is kept: ids, times and authorities are those of the examples.',
    'Shows each message with the origin of its elements, and the result of every check, also after one that failed.',
    'Attachments are read from the folder files beside the submission, by their names.',
  ],
  positionals: [
    { name: 'package', description: 'the folder of a package, or the one above several' },
    { name: 'submission', description: 'the body of POST /v1/submissions, as JSON' },
  ],
  options: {
    json: { description: 'as JSON' },
    summary: { value: 'FILE', description: 'writes the readable summary there, as PDF' },
  },
  exits: {
    0: 'all checks pass',
    1: 'a check finds something',
    2: 'the call is wrong, or a file that it names cannot be read',
  },
  run: async ({ positionals: [folder = '', file = ''], options, terminal }) => {
    const { packages } = await installationFolders(terminal.env);
    const { root, only } = packageFolders([folder], packages);
    const path = resolve(file);
    const body = await bodyOf(await jsonFile(path), file);
    const { CHECKS, CHECK_NAMES, previewSubmission } = await import('#packages');
    const { indented } = await import('#xoev');
    const shown = await previewSubmission(root, body, { only, beside: dirname(path) });
    if (options.summary !== undefined && shown.input !== undefined) {
      await writeFile(options.summary, await previewedSummary(shown.input, shown.service));
    }
    if (options.json) terminal.say(JSON.stringify(forMachines(shown), null, 2));
    else {
      for (const { file: where, line, message } of shown.mistakes) {
        terminal.say(`${where}:${line}  ${message}`);
      }
      if (shown.service === undefined && shown.mistakes.length === 0) {
        terminal.say(`No package here has the service ${body.service}.`);
      }
      if (shown.service !== undefined) {
        const { name, packageVersion } = shown.service;
        terminal.say(`${name} (${packageVersion})`);
        sayResult(terminal, CHECK_NAMES.form, shown.form);
      }
      for (const { type, message, origins, results } of shown.messages) {
        terminal.say('');
        terminal.say(type);
        if (message !== undefined) {
          const lines = indented(message).trimEnd().split('\n');
          for (const line of annotatedMessage(lines, origins)) terminal.say(line);
        }
        for (const check of CHECKS) {
          const findings = results.get(check);
          if (check === 'form') continue;
          if (findings !== undefined) sayResult(terminal, CHECK_NAMES[check], findings);
          else terminal.say(`  -   ${CHECK_NAMES[check]}: not looked at`);
        }
      }
    }
    return isFine(shown) ? 0 : 1;
  },
});

async function bodyOf(given: Record<string, unknown>, file: string): Promise<Body> {
  const { violations } = await import('#source-file');
  const body = { area: '00', reference: 'preview', ...given };
  const [mistake] = violations(SUBMISSION_SCHEMA, body);
  if (mistake === undefined) return body as unknown as Body;
  const { path, message } = mistake;
  throw new WrongCall(`${file} is no submission: ${message} (/${path.join('/')}).`);
}

function sayResult(terminal: Terminal, name: string, findings: readonly Finding[]): void {
  terminal.say(
    findings.length === 0
      ? `  ok  ${name}`
      : `  no  ${name}: ${counted(findings.length, 'finding')}`,
  );
  for (const { pointer, detail } of findings) terminal.say(`      ${pointer}: ${detail}`);
}

function isFine({ service, form, messages, mistakes }: Preview): boolean {
  return (
    service !== undefined &&
    mistakes.length === 0 &&
    form.length === 0 &&
    messages.every(({ results }) => [...results.values()].every(({ length }) => length === 0))
  );
}

function forMachines({ service, form, messages, mistakes }: Preview): object {
  return {
    service:
      service === undefined
        ? null
        : {
            key: service.key,
            name: service.name,
            packageVersion: service.packageVersion,
            rejections: service.rejections,
          },
    mistakes,
    form,
    messages: messages.map(({ type, message, origins, results }) => ({
      type,
      message: message === undefined ? null : Buffer.from(message).toString('utf8'),
      origins: Object.fromEntries(origins),
      results: Object.fromEntries(results),
    })),
  };
}
