/** What is wrong with one variable. The value is not repeated: it may be a secret. */
export interface SettingsProblem {
  name: string;
  message: string;
}

/** Settings with which nothing starts. All problems are listed at once, by name. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly SettingsProblem[]) {
    super(
      [
        `${problems.length} ${problems.length === 1 ? 'setting is' : 'settings are'} wrong:`,
        ...problems.map((problem) => `  ${problem.name}: ${problem.message}`),
      ].join('\n'),
    );
  }
}
