import type { Setting, SettingDefinitions } from './setting.js';

/** The reference of all settings as a Markdown page, a table per group. */
export function settingsPage(groups: Record<string, SettingDefinitions>): string {
  const sections = Object.entries(groups).map(
    ([title, definitions]) =>
      `## ${title}\n\n| variable | default | meaning |\n|---|---|---|\n${Object.values(definitions)
        .map((setting) => `| \`${setting.env}\` | ${fallback(setting)} | ${meaning(setting)} |`)
        .join('\n')}\n`,
  );
  return `# Settings

All settings are environment variables. One that is wrong or unknown stops the start, and all of them are listed at
once. Paths are relative to the folder in which the program starts.

${sections.join('\n')}`;
}

function fallback(setting: Setting): string {
  if (setting.default === null) return '(none)';
  if (typeof setting.default === 'object') return setting.default.told;
  const unit = 'unit' in setting && setting.unit !== 'port' ? ` ${setting.unit}` : '';
  return `\`${setting.default}\`${unit}`;
}

function meaning(setting: Setting): string {
  const limits: string[] = [];
  if ('minimum' in setting) limits.push(`at least ${setting.minimum}`);
  if ('maximum' in setting && setting.maximum !== undefined) {
    limits.push(`at most ${setting.maximum}`);
  }
  if ('choices' in setting) limits.push(`one of ${setting.choices.join(', ')}`);
  return limits.length === 0
    ? setting.description
    : `${setting.description} (${limits.join(', ')})`;
}
