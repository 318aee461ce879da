import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runTool } from '../run-tool.js';

/** The folder with `initdb` and `postgres` of this system, or nothing where there is none. */
export async function postgresBinaries(): Promise<string | undefined> {
  const named = await runTool(['pg_config', '--bindir']).catch(() => '');
  const path = (process.env.PATH ?? '').split(delimiter);
  return [named.trim(), ...path, ...ofDebian()].find(
    (folder) => folder !== '' && existsSync(join(folder, 'initdb')),
  );
}

/** Debian keeps each version in a folder of its own and puts only the clients on the path. Newest first. */
function ofDebian(): string[] {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return [];
  return readdirSync(versions)
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(versions, version, 'bin'));
}
