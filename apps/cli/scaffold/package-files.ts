import { emptyForm, packageText, type Scaffold } from '#packages';
import type { ElementDeclaration } from '#xoev';
import type { SchemaInPackage } from './schema-in-package.js';

export interface PackageParts {
  root: ElementDeclaration;
  service: string;
  isPlaceholder: boolean;
  /** The form schema as it was given; an empty one where absent. */
  form: Uint8Array | undefined;
}

/** All files of a new package, by their paths in it, and which of them is the mapping. */
export function packageFiles(
  scaffold: Scaffold,
  { schema, urlMap, copies }: SchemaInPackage,
  { root, service, isPlaceholder, form }: PackageParts,
): { content: Map<string, string | Uint8Array>; mapping: string } {
  const title = root.title ?? root.type.title ?? root.name.local;
  const formFile = `forms/${service}.schema.json`;
  const mapping = `mappings/${root.name.local}.yaml`;
  const text = packageText({
    ...{ scaffold, service, isPlaceholder, title, schema, urlMap, mapping },
    form: formFile,
  });
  const content = new Map<string, string | Uint8Array>([
    ['package.yaml', text],
    [formFile, form ?? `${JSON.stringify(emptyForm(title), null, 2)}\n`],
    [mapping, scaffold.mapping],
    ...copies,
  ]);
  return { content, mapping };
}
