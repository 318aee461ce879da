import type { Path, SourceFile } from '#source-file';

/** A map that several places of a package share: an address is mapped once. */
export interface Fragment {
  map: unknown;
  at: Path;
  file: SourceFile<unknown>;
}

/** What a file of fragments says: name to map. */
export interface FragmentsFile {
  fragments: Readonly<Record<string, unknown>>;
}

export type Fragments = ReadonlyMap<string, Fragment>;

/** All fragments of some files by their names; one that stands twice is reported. */
export function collectFragments(files: readonly SourceFile<FragmentsFile>[]): Fragments {
  const fragments = new Map<string, Fragment>();
  for (const file of files) {
    if (!file.usable) continue;
    for (const [name, map] of Object.entries(file.value.fragments)) {
      const at = ['fragments', name];
      const other = fragments.get(name);
      if (other === undefined) fragments.set(name, { map, at, file });
      else file.report(at, `The fragment ${name} stands in ${other.file.file} already`);
    }
  }
  return fragments;
}
