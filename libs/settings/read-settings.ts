import { resolve } from 'node:path';
import { nearest } from '#source-file';
import type { Setting, SettingDefinitions, Settings } from './setting.js';
import { SettingsError, type SettingsProblem } from './settings-error.js';

const PREFIX = 'NAHTLOS_';

/**
 * Reads the settings of a program from the environment. `others` are variables of programs that share the
 * environment: known, and left alone.
 * Throws SettingsError with every wrong and every unknown `NAHTLOS_` variable.
 */
export function readSettings<Definitions extends SettingDefinitions>(
  definitions: Definitions,
  env: Readonly<Record<string, string | undefined>>,
  others: readonly string[] = [],
): Settings<Definitions> {
  const problems: SettingsProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(definitions)) {
    const given = env[setting.env];
    const read =
      given === undefined || given === '' ? { value: fallback(setting) } : parse(setting, given);
    if ('problem' in read) problems.push({ name: setting.env, message: read.problem });
    else values[key] = read.value;
  }
  const own = Object.values(definitions).map((setting) => setting.env);
  const known = new Set([...own, ...others]);
  problems.push(...unknown(Object.keys(env), known));
  if (problems.length > 0) throw new SettingsError(problems);
  return values as Settings<Definitions>;
}

function fallback(setting: Setting): unknown {
  const { default: value } = setting;
  if (typeof value === 'object' && value !== null) return value.derive();
  return setting.kind === 'path' && value !== null ? resolve(String(value)) : value;
}

function parse(setting: Setting, given: string): { value: unknown } | { problem: string } {
  switch (setting.kind) {
    case 'integer':
    case 'number':
      return parseNumber(setting, given);
    case 'boolean':
      if (given === 'true' || given === 'false') return { value: given === 'true' };
      return { problem: 'expected true or false' };
    case 'choice':
      if (setting.choices.includes(given)) return { value: given };
      return { problem: `expected one of ${setting.choices.join(', ')}` };
    case 'path':
      return { value: resolve(given) };
    case 'text':
      return { value: given };
  }
}

function parseNumber(
  setting: Setting & { kind: 'integer' | 'number' },
  given: string,
): { value: number } | { problem: string } {
  const { kind, unit, minimum, maximum = Number.MAX_SAFE_INTEGER } = setting;
  const range =
    setting.maximum === undefined
      ? `of at least ${minimum} ${unit}`
      : `from ${minimum} to ${maximum} ${unit}`;
  const problem = `expected ${kind === 'integer' ? 'a whole number' : 'a number'} ${range}`;
  const wellFormed = kind === 'integer' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  if (!wellFormed.test(given)) return { problem };
  const value = Number(given);
  return value < minimum || value > maximum ? { problem } : { value };
}

function unknown(names: string[], known: ReadonlySet<string>): SettingsProblem[] {
  return names
    .filter((name) => name.startsWith(PREFIX) && !known.has(name))
    .map((name) => {
      const meant = nearest(name, known);
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      return { name, message: `there is no such setting${hint}` };
    });
}
