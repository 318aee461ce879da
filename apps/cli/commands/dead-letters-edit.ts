import { readFile } from 'node:fs/promises';
import { defineCommand, WrongCall } from '../command.js';
import { DESK_OPTIONS, serverDesk } from '../desk/open-desk.js';
import type { CorrectionAnswer } from '../desk/server-desk.js';
import { jsonFile } from '../json-file.js';

export const deadLettersEdit = defineCommand({
  name: 'dead-letters edit',
  summary: 'Check a correction of what failed, and send it in its place',
  description: [
    'The form data are corrected as a whole (`dead-letters show --payload` shows them), the message only where a destination did not take it.',
    'A message that a destination was offered before gets a new id, and says which one it replaces.',
    'Needs a running server: it holds the landscape and the packages that check a correction.',
  ],
  positionals: [{ name: 'id', description: 'the id of the dead letter' }],
  options: {
    form: { value: 'FILE', description: 'the form data, as JSON' },
    area: { value: 'KEY', description: 'with --form: another area' },
    message: { value: 'FILE', description: 'the message, as XML, with its id unchanged' },
    'dry-run': { description: 'only check it' },
    json: { description: 'as JSON' },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'it was sent, or nothing is wrong with it', 1: 'the checks find fault with it' },
  run: async ({ positionals: [id = ''], options, terminal }) => {
    const { form, area, message } = options;
    if ((form === undefined) === (message === undefined)) {
      throw new WrongCall('Say --form or --message: the file with the correction.');
    }
    if (area !== undefined && form === undefined) throw new WrongCall('--area goes with --form.');
    const given =
      message === undefined
        ? { data: await jsonFile(form ?? ''), ...(area !== undefined && { area }) }
        : { message: await textFile(message) };
    const desk = await serverDesk(options, terminal);
    const checked = await desk.correct(id, given, { dryRun: true });
    const dryRun = options['dry-run'] || checked.findings.length > 0;
    const answer = dryRun ? checked : await desk.correct(id, given, { dryRun: false });
    if (options.json) terminal.say(JSON.stringify(answer, null, 2));
    else for (const line of inWords(answer)) terminal.say(line);
    if (answer.findings.length > 0) return 1;
    return dryRun || answer.changed ? 0 : 1;
  },
});

function inWords({ state, detail, findings, fields, newMessageId }: CorrectionAnswer): string[] {
  return [
    `${state}  ${detail}`,
    ...findings.map(
      ({ pointer, code, detail: what }) => `  ${[pointer, code, what].filter(Boolean).join('  ')}`,
    ),
    ...fields.map((field) => `  changed: ${field}`),
    ...(newMessageId === null ? [] : [`  its message: ${newMessageId}`]),
  ];
}

async function textFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new WrongCall(`${file} cannot be read.`);
  }
}
