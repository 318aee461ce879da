import { posix } from 'node:path';
import { ConfigurationError } from '#domain';
import { type FileFinding, loadSchemaSet, type SchemaSource } from '#xoev';

/**
 * The entries that a URL map lacks: each address with the file of the set that is likeliest meant, undefined where
 * none is. What an entry leads to may ask for more; those are among them. `files` are relative to the allowed folder.
 */
export async function missingEntries(
  source: SchemaSource,
  files: readonly string[],
): Promise<Map<string, string | undefined>> {
  const missing = new Map<string, string | undefined>();
  const urlMap: Record<string, string> = { ...source.urlMap };
  for (let asked = await unmapped({ ...source, urlMap }); asked.length > 0; ) {
    for (const url of asked) {
      const file = likeliest(url, files);
      missing.set(url, file);
      if (file !== undefined) urlMap[url] = file;
    }
    asked = (await unmapped({ ...source, urlMap })).filter((url) => !missing.has(url));
  }
  return missing;
}

async function unmapped(source: SchemaSource): Promise<string[]> {
  try {
    await loadSchemaSet(source);
    return [];
  } catch (cause) {
    if (!(cause instanceof ConfigurationError)) throw cause;
    const findings: readonly FileFinding[] = cause.findings;
    return [...new Set(findings.flatMap(({ unmapped: url }) => url ?? []))];
  }
}

/** The file that has the name in the address, and most of the folders before it; none where two have as many. */
export function likeliest(url: string, files: readonly string[]): string | undefined {
  const address = url.replace(/^[a-z][a-z0-9+.-]*:\/*/i, '').replace(/[?#].*$/, '');
  const wanted = address.split('/').reverse();
  let best: { file: string | undefined; score: number } = { file: undefined, score: 0 };
  for (const file of files) {
    const has = posix.normalize(file).split('/').reverse();
    let score = 0;
    while (score < has.length && has[score] === wanted[score]) score += 1;
    if (score > best.score) best = { file, score };
    else if (score === best.score) best = { file: undefined, score };
  }
  return best.file;
}
