/** A mistake in a landscape or package, for the engineer who wrote the file. `line` counts from 1. */
export interface ConfigurationFinding {
  file: string;
  line: number;
  message: string;
  severity: 'error' | 'warning';
}

/** A landscape or package that cannot be used. All mistakes are listed at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    what: string,
    readonly findings: readonly ConfigurationFinding[],
  ) {
    super(
      [
        `${what} has ${findings.length} ${findings.length === 1 ? 'mistake' : 'mistakes'}:`,
        ...findings.map((finding) => `  ${finding.file}:${finding.line}  ${finding.message}`),
      ].join('\n'),
    );
  }
}
