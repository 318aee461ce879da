import { allOf, isSure, type Scaffold } from '#packages';

/** A skeleton as JSON; what is without limit has no maximum. */
export function forMachines(
  { skeleton, standard, header, counts, mapping }: Scaffold,
  files: readonly string[],
): object {
  const { message, documentation, section, codeLists } = skeleton;
  return {
    ...{ message, documentation, standard, header, counts },
    targets: allOf(section.targets).map((target) => ({
      path: target.fullPath,
      demanded: target.active,
      minimum: target.minimum,
      maximum: Number.isFinite(target.maximum) ? target.maximum : null,
      documentation: target.documentation,
      remarks: target.remarks,
      source: 'from' in target.source ? target.source.from : target.source,
      suggested: isSure(target),
    })),
    ...{ codeLists, mapping, files },
  };
}
