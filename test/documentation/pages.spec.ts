import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FAILURES, type FailureCode } from '#domain';
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

describe('the documentation', () => {
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
