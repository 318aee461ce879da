import { type ElementDeclaration, type SchemaSet, standardsOf } from '#xoev';

/** What a package says about its standard; undefined where the schema does not say it. */
export interface StandardFacts {
  name: string | undefined;
  version: string | undefined;
  /** For people. */
  title: string | undefined;
}

/** What the root's attributes fix counts; else the metadata in xs:appinfo, the root's own namespace first. */
export function standardFacts(root: ElementDeclaration, set: SchemaSet): StandardFacts {
  const { type } = root;
  const fixed = (local: string) =>
    type.kind === 'complex'
      ? type.attributes.find(({ name }) => name.local === local)?.fixed
      : undefined;
  const all = standardsOf(set.documents);
  const own =
    all.find(({ namespace }) => namespace === root.name.namespace) ??
    (all.length === 1 ? all[0] : undefined);
  const said = own?.standard ?? {};
  return {
    name: fixed('standard') ?? said.nameTechnisch ?? said.nameKurz ?? said.nameLang,
    version: fixed('version') ?? own?.version.version,
    title: said.nameLang ?? said.nameKurz,
  };
}
