import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeList } from '#xoev';
import { WrongCall } from '../command.js';

/** The code lists in a folder: every XML file in it has to be one. */
export async function codeListsIn(folder: string): Promise<CodeList[]> {
  const { readGenericode, XmlUnreadable } = await import('#xoev');
  const names = await readdir(folder).catch(() => {
    throw new WrongCall(`There is no folder ${folder}.`);
  });
  const lists: CodeList[] = [];
  for (const name of names.filter((one) => one.endsWith('.xml')).sort()) {
    try {
      lists.push(readGenericode(await readFile(join(folder, name))));
    } catch (cause) {
      if (!(cause instanceof XmlUnreadable)) throw cause;
      throw new WrongCall(`${join(folder, name)}:${cause.line} is no code list: ${cause.message}.`);
    }
  }
  if (lists.length === 0) throw new WrongCall(`There are no code lists in ${folder}.`);
  return lists;
}
