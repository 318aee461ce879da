import type { DeadLetterDetails } from '#register';
import { defineCommand } from '../command.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';
import { table } from '../table.js';
import { onTheClock } from '../words.js';

const ABSENCE: Record<string, string> = {
  restricted:
    'It is not shown: the submission is restricted (Auskunftssperre), or nobody says that it is not.',
  'not asked for': '--payload shows it; that you looked is logged.',
  gone: 'It is gone: the letter is settled or discarded.',
  'not yet arrived': 'It has not arrived yet. Try again in a moment.',
};

export const deadLettersShow = defineCommand({
  name: 'dead-letters show',
  summary: 'Show why one of them failed, and what was decided about it',
  description: ['The payload is shown only when asked for, and never of a restricted submission.'],
  positionals: [{ name: 'id', description: 'the id of the dead letter' }],
  options: {
    payload: { description: 'with the record that failed' },
    json: { description: 'as JSON' },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'it is shown' },
  run: async ({ positionals: [id = ''], options, terminal }) => {
    const letter = await withDesk(options, terminal, (desk) => desk.show(id, options.payload));
    terminal.say(options.json ? JSON.stringify(letter, null, 2) : inWords(letter));
    return 0;
  },
});

function inWords(letter: DeadLetterDetails): string {
  const facts = table(
    undefined,
    [
      ['id', letter.id],
      ['state', letter.state],
      ['failed at', letter.stage],
      ['code', letter.code],
      ['detail', letter.detail],
      ['failures', String(letter.failures)],
      ['first', onTheClock(letter.firstAt)],
      ['last', onTheClock(letter.lastAt)],
      ['submission', letter.submissionId ?? ''],
      ['reference', letter.reference ?? ''],
      ['case', letter.caseId],
      ['client', letter.client ?? ''],
      ['service', letter.service ?? ''],
      ['area', letter.area ?? ''],
      ['cluster', letter.cluster],
      ['message', letter.messageId ?? ''],
      ['destination', letter.destination ?? ''],
      ['package', letter.packageVersion ?? ''],
      ['rejection', letter.rejectionCode ?? ''],
      ['landscape', letter.landscapeVersion ?? ''],
      ...heldFor(letter),
    ].filter(([, fact]) => fact !== ''),
  );
  const findings = table(
    undefined,
    letter.findings.map(({ pointer, code, detail }) => [`  ${pointer}`, code, detail]),
  );
  const operations = table(
    undefined,
    letter.operations.map(({ operation, operator, reason, fields, at }) => [
      `  ${onTheClock(at)}`,
      operation,
      operator,
      reason ?? fields?.join(' ') ?? '',
    ]),
  );
  return [
    facts,
    ...(letter.findings.length === 0 ? [] : ['', 'What is wrong:', findings]),
    ...(letter.attempts.length === 0 ? [] : ['', 'How it was attempted:', attempts(letter)]),
    ...(letter.operations.length === 0 ? [] : ['', 'What was decided:', operations]),
    '',
    ...payload(letter),
    ...(letter.state === 'open' ? ['', 'What you can do:', choices(letter)] : []),
  ].join('\n');
}

function attempts({ attempts: all }: DeadLetterDetails): string {
  return table(
    undefined,
    all.map((one) => [
      `  ${onTheClock(one.at)}`,
      `${one.milliseconds} ms`,
      one.code ?? one.outcome,
      one.status ?? '',
      one.excerpt ?? one.detail ?? '',
    ]),
  );
}

/** By stage, as far as it can be taken apart; else the record that failed. */
function payload({ payload: record, payloadAbsence, stages }: DeadLetterDetails): string[] {
  if (record === null)
    return ['The record that failed:', `  ${ABSENCE[payloadAbsence ?? ''] ?? ''}`];
  const { formData = null, message = null } = stages ?? {};
  const shown = [
    ...(formData === null ? [] : ['The form data:', JSON.stringify(formData, null, 2)]),
    ...(message === null ? [] : ['The message:', message]),
  ];
  if (shown.length > 0) return shown;
  const encoded = record.encoding === 'base64' ? '(base64) ' : '';
  return ['The record that failed:', `${encoded}${record.text}`];
}

function choices({ id, stage, restricted, origin }: DeadLetterDetails): string {
  const mayEdit = stage !== 'internal' && !restricted && origin !== 'replies';
  return table(undefined, [
    [`  nahtlos dead-letters replay ${id}`, 'once the cause is mended'],
    ...(mayEdit
      ? [[`  nahtlos dead-letters edit ${id} --form FILE`, 'where its data are wrong']]
      : []),
    [`  nahtlos dead-letters discard ${id} --reason TEXT`, 'gives it up for good'],
  ]);
}

function heldFor({ assignment }: DeadLetterDetails): string[][] {
  if (assignment === null) return [];
  const { to, by, note, at } = assignment;
  return [
    ['held for', `${to}, says ${by} at ${onTheClock(at)}${note === null ? '' : `: ${note}`}`],
  ];
}
