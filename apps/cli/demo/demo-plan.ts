import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';

/** What must come of a submission. `becomes` is the status at the end; `code` that of the problem or dead letter. */
export interface Expectation {
  status: number;
  becomes?: string;
  code?: string;
  pointers?: string[];
}

/** One thing that the demo sends. */
export interface DemoSubmission {
  title: string;
  body: Record<string, unknown> & { reference: string; area: string; service: string };
  /** Where the bytes of the attachments lie, by their names. */
  files: string;
  /** The file whose submission this one relates to. */
  relatesTo?: string;
  file: string;
  expect: Expectation;
}

interface FaultyList {
  faulty: (
    | { body: string; title: string; relatesTo?: string; expect: Expectation }
    | { repeat: string; title: string; expect: Expectation }
  )[];
}

/** Every example of every package, and after them what the landscape's `faulty/demo.yaml` lists. */
export async function demoPlan(
  packages: string,
  landscape: string,
): Promise<{ examples: DemoSubmission[]; faulty: DemoSubmission[] }> {
  const examples: DemoSubmission[] = [];
  for (const folder of (await readdir(packages)).sort()) {
    const inside = join(packages, folder, 'examples');
    const names = await readdir(inside).catch(() => []);
    for (const name of names.filter((file) => file.endsWith('.json')).sort()) {
      examples.push(await example(join(inside, name)));
    }
  }
  const faultyFolder = join(landscape, 'faulty');
  const list = parse(await readFile(join(faultyFolder, 'demo.yaml'), 'utf8')) as FaultyList;
  const faulty: DemoSubmission[] = [];
  for (const entry of list.faulty) {
    const { title, expect } = entry;
    if ('repeat' in entry) {
      const file = join(dirname(packages), entry.repeat);
      faulty.push({ ...(await example(file)), title, expect });
    } else {
      const file = join(faultyFolder, entry.body);
      const { relatesTo } = entry;
      faulty.push({ ...(await example(file)), title, expect, ...(relatesTo && { relatesTo }) });
    }
  }
  return { examples, faulty };
}

async function example(file: string): Promise<DemoSubmission> {
  return {
    title: basename(file, '.json'),
    body: JSON.parse(await readFile(file, 'utf8')),
    files: join(dirname(file), 'files'),
    file: basename(file),
    expect: { status: 202, becomes: 'delivered' },
  };
}
