import type { ConfigurationFinding } from '#domain';
import { AREA_KEY, MUNICIPALITY_KEY } from '#domain';
import { readInside, readYaml, type SourceFile } from '#source-file';
import { type CodeList, readGenericode, XmlUnreadable } from '#xoev';
import { AREA_NAMES_FILE } from '../file-schemas.js';
import { type AreaTable, areaTable } from './area-table.js';

/** `areas` of landscape.yaml: files relative to the landscape. */
export interface AreaFiles {
  ars?: string;
  ags?: string;
  names?: string | Record<string, string>;
}

/** Reads the area lists that a landscape names and joins them. */
export async function readAreas(
  folder: string,
  source: SourceFile<{ areas?: AreaFiles }>,
): Promise<{ table: AreaTable; findings: ConfigurationFinding[] }> {
  const files = source.value?.areas ?? {};
  const findings: ConfigurationFinding[] = [];

  async function list(kind: 'ars' | 'ags', form: RegExp): Promise<CodeList | undefined> {
    const file = files[kind];
    if (typeof file !== 'string') return undefined;
    const note = (line: number, message: string) =>
      findings.push({ file, line, message, severity: 'error' });
    try {
      const codes = readGenericode(await readInside(folder, file));
      const strange = [...codes.rows.keys()].find((key) => !form.test(key));
      if (strange === undefined) return codes;
      note(1, `${strange} is not an ${kind.toUpperCase()}; is this the right list?`);
    } catch (error) {
      if (error instanceof XmlUnreadable) note(error.line, error.message);
      else source.report(['areas', kind], `${file}: ${(error as Error).message}`);
    }
    return undefined;
  }

  if (files.ags !== undefined && files.ars === undefined) {
    source.report(
      ['areas', 'ags'],
      'The AGS can only be joined with a list of the ARS: add areas.ars',
    );
  }
  const ars = await list('ars', /^\d{12}$/);
  const ags = await list('ags', MUNICIPALITY_KEY);
  const names = await readNames(folder, source, findings);
  const { table, mismatches } = areaTable({
    ars: namesOf(ars) ?? new Map(),
    ags: namesOf(ags),
    names,
  });
  if (ars !== undefined) {
    const line = source.lineOf(['areas', 'ags']);
    const warn = (message: string) =>
      findings.push({ file: source.file, line, message, severity: 'warning' });
    mismatches.forEach(warn);
    if (ags !== undefined && ars.version !== ags.version) {
      warn(`The area lists are of different versions: ARS ${ars.version}, AGS ${ags.version}`);
    }
  }
  return { table, findings };
}

async function readNames(
  folder: string,
  source: SourceFile<{ areas?: AreaFiles }>,
  findings: ConfigurationFinding[],
): Promise<Map<string, string>> {
  const given = source.value?.areas?.names;
  let stated: SourceFile<unknown> = source;
  let path = ['areas', 'names'];
  let names: unknown = given;
  if (typeof given === 'string') {
    stated = await readYaml(folder, given, AREA_NAMES_FILE);
    names = stated.value;
    path = [];
  }
  const found = new Map<string, string>();
  for (const [area, name] of Object.entries((names as Record<string, string> | null) ?? {})) {
    if (AREA_KEY.test(area)) found.set(area, name);
    else stated.report([...path, area], `${area} must be an ARS of 2, 3, 5, 9 or 12 digits`);
  }
  if (stated !== source) findings.push(...stated.findings);
  return found;
}

function namesOf(list: CodeList | undefined): Map<string, string> | undefined {
  if (list === undefined) return undefined;
  return new Map([...list.rows.keys()].map((key) => [key, list.nameOf(key) ?? key]));
}
