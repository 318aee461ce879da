import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FAILURES, type FailureCode, HEADER_FACTS, HEADERS } from '#domain';
import { statusOf } from '#http';
import { KAFKA_SETTINGS, RUNTIME_SETTINGS, SETTINGS_OF_PROGRAMS } from '#runtime';
import { settingsPage } from '#settings';
import { CONSOLE_SETTINGS } from '../../apps/console/console.settings.js';
import { DELIVERY_SETTINGS } from '../../apps/delivery/delivery.settings.js';
import { INTAKE_SETTINGS } from '../../apps/intake/intake.settings.js';
import { TRANSFORM_SETTINGS } from '../../apps/transform/transform.settings.js';

/** `NAHTLOS_UPDATE_DOCS=1` writes the generated pages anew. */
function expectPage(file: string, generated: string): void {
  const path = resolve('docs', file);
  if (process.env.NAHTLOS_UPDATE_DOCS !== undefined) writeFileSync(path, generated);
  expect(readFileSync(path, 'utf8')).toBe(generated);
}

/** Likewise for what stands between two marks of a page. */
function expectPart(file: string, mark: string, generated: string): void {
  const path = resolve('docs', file);
  const page = readFileSync(path, 'utf8');
  const begin = page.indexOf(`<!-- ${mark} -->\n`);
  const end = page.indexOf('<!-- end -->', begin);
  expect(begin).toBeGreaterThan(-1);
  const written = `${page.slice(0, begin)}<!-- ${mark} -->\n${generated}\n${page.slice(end)}`;
  if (process.env.NAHTLOS_UPDATE_DOCS !== undefined) writeFileSync(path, written);
  expect(readFileSync(path, 'utf8')).toBe(written);
}

/** The headers that only or always stand on the records of a topic. */
function headerTable(on: 'cluster' | 'dead-letters'): string {
  const rows = (Object.keys(HEADERS) as (keyof typeof HEADERS)[])
    .map((key) => ({ name: HEADERS[key], ...HEADER_FACTS[key] }))
    .filter((facts) => facts.on.includes(on))
    .filter((facts) => on === 'cluster' || !facts.on.includes('cluster'))
    .map(({ name, meaning, example }) => {
      const told = example === undefined ? '' : ` \`${example}\``;
      return `| \`${name}\` | ${meaning}${told} |`;
    });
  return ['', '| header | meaning |', '|---|---|', ...rows, ''].join('\n');
}

describe('the documentation', () => {
  it('tells consumers the meaning of every header that they meet', () => {
    for (const on of ['cluster', 'dead-letters'] as const) {
      expectPart('consuming.md', `headers of ${on}`, headerTable(on));
    }
  });

  it('lists the settings as the code defines them', () => {
    expectPage(
      'settings.md',
      settingsPage({
        'All programs': RUNTIME_SETTINGS,
        Kafka: KAFKA_SETTINGS,
        Intake: INTAKE_SETTINGS,
        Transform: TRANSFORM_SETTINGS,
        Delivery: DELIVERY_SETTINGS,
        Console: CONSOLE_SETTINGS,
      }),
    );
  });

  it('lets each program know the settings of the others, so that they share an environment', () => {
    const programs = [INTAKE_SETTINGS, TRANSFORM_SETTINGS, DELIVERY_SETTINGS, CONSOLE_SETTINGS];
    const names = programs.flatMap((settings) => Object.values(settings).map(({ env }) => env));
    expect([...SETTINGS_OF_PROGRAMS]).toEqual(names.sort());
  });

  it('has a row for every failure, and no row for one that does not exist', () => {
    const rows = [
      ...readFileSync(resolve('docs/failures.md'), 'utf8').matchAll(/^\| `(\S+)` \| (.*?) \|/gm),
    ];
    const described = rows.map(([, code, kind]) => `${code}: ${kind}`).sort();
    const existing = (Object.keys(FAILURES) as FailureCode[])
      .map((code) => {
        const { disposition } = FAILURES[code];
        const told = ['unavailable', 'internal'].includes(code) || disposition === 'reject';
        return `${code}: ${told ? statusOf(code) : disposition}`;
      })
      .sort();
    expect(described).toEqual(existing);
  });
});
