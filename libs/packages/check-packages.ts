import type { ConfigurationFinding } from '#domain';
import { checkExamples } from './examples/examples.js';
import { allFindings, loadAll } from './packages.js';

export interface CheckOptions {
  /** Write the expected messages of the examples anew. */
  update?: boolean;
  /** Folders of packages below the folder; all where absent. */
  only?: readonly string[] | undefined;
}

/**
 * Everything that is wrong with the packages below a folder, warnings included, sorted by file and line; the
 * examples are run when the packages themselves are without mistakes.
 */
export async function checkPackages(
  folder: string,
  { update = false, only }: CheckOptions = {},
): Promise<ConfigurationFinding[]> {
  const loaded = await loadAll(folder, only);
  try {
    const findings = allFindings(loaded);
    if (!findings.some(({ severity }) => severity === 'error')) {
      for (const one of loaded) findings.push(...(await checkExamples(folder, one, update)));
    }
    return findings.sort((a, b) =>
      a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
    );
  } finally {
    for (const one of loaded) one.close();
  }
}
