import { additionLines, emptyForm, type PackageFile, packageText, type Scaffold } from '#packages';
import type { ElementDeclaration } from '#xoev';
import type { SchemaInPackage } from './schema-in-package.js';

export interface PackageParts {
  root: ElementDeclaration;
  service: string;
  isPlaceholder: boolean;
  /** The form schema as it was given; an empty one where absent. */
  form: Uint8Array | undefined;
  /** The package that the message is added to; undefined where it is a new one. */
  known: PackageFile | undefined;
}

export interface PackageFiles {
  /** By their paths in the package. */
  content: Map<string, string | Uint8Array>;
  /** Which of them is the mapping. */
  mapping: string;
  /** Lines that a package which is there already still needs in its package.yaml. */
  additions: string[];
}

/** All files that a message needs in its package, as far as the package does not have them. */
export function packageFiles(
  scaffold: Scaffold,
  { schema, urlMap, copies }: SchemaInPackage,
  { root, service, isPlaceholder, form, known }: PackageParts,
): PackageFiles {
  const title = root.title ?? root.type.title ?? root.name.local;
  const formFile = `forms/${service}.schema.json`;
  const mapping = `mappings/${root.name.local}.yaml`;
  const facts = {
    ...{ scaffold, service, isPlaceholder, title, schema, urlMap, mapping },
    form: formFile,
  };
  const content = new Map<string, string | Uint8Array>();
  if (known === undefined) content.set('package.yaml', packageText(facts));
  if (!known?.services.some(({ key }) => key === service)) {
    content.set(formFile, form ?? `${JSON.stringify(emptyForm(title), null, 2)}\n`);
  }
  content.set(mapping, scaffold.mapping);
  for (const [file, bytes] of copies) content.set(file, bytes);
  return { content, mapping, additions: known === undefined ? [] : additionLines(known, facts) };
}
