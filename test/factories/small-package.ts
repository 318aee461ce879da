import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The service of every small package. */
export const SMALL_SERVICE = '99000000000001';

export interface SmallPackage {
  /** The content of `xs:schema` of the only schema, in the namespace urn:test with the prefix t; or a folder. */
  schema: string;
  /** What stands below `map:`, not indented. */
  map: string;
  message: string;
  form?: object;
  /** More lines of package.yaml. */
  settings?: string;
  /** More files by their path. */
  files?: Readonly<Record<string, string>>;
}

/** A folder with one package made for one test; `remove` takes it away. */
export async function smallPackage(
  given: SmallPackage,
): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'package-'));
  const target = join(folder, 'klein');
  const files: Record<string, string> = {
    'package.yaml': `package: klein
cluster: klein
version: "1.0.0"
title: Klein
standard: { name: klein, version: "1.0" }
schema: schema.xsd
services: [{ key: "${SMALL_SERVICE}", name: Klein, source: a test, form: form.json }]
mappings: [mapping.yaml]
${given.settings ?? ''}
`,
    'schema.xsd': `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:test" targetNamespace="urn:test">
${given.schema}
</xs:schema>`,
    'form.json': JSON.stringify(given.form ?? { type: 'object' }),
    'mapping.yaml': `message: ${given.message}
service: "${SMALL_SERVICE}"
map:
${given.map.replace(/^(?=.)/gm, '  ')}`,
    ...given.files,
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(target, name)), { recursive: true });
    await writeFile(join(target, name), text);
  }
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
