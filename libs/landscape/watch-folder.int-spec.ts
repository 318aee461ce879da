import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { watchFolder } from './watch-folder.js';

const LOOK = 20;
const closing: { close(): void }[] = [];
afterEach(() => {
  for (const watch of closing.splice(0)) watch.close();
});

/** Watches a folder; `change` resolves at the next call, `looks` after so many looks without one. */
function watched(folder: string) {
  let calls = 0;
  const waiting: (() => void)[] = [];
  const watch = watchFolder(
    folder,
    () => {
      calls++;
      for (const resolve of waiting.splice(0)) resolve();
    },
    LOOK,
  );
  closing.push(watch);
  return {
    watch,
    calls: () => calls,
    change: () => new Promise<void>((resolve) => waiting.push(resolve)),
    looks: (count: number) => new Promise((resolve) => setTimeout(resolve, count * LOOK)),
  };
}

describe('watching a folder', () => {
  it('tells of a new, a changed and a removed file, in folders below too', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'activations'));
    const { watch, change, calls } = watched(folder);
    await watch.ready;
    for (const act of [
      () => writeFileSync(join(folder, 'activations/new.yaml'), 'a'),
      () => writeFileSync(join(folder, 'activations/new.yaml'), 'other'),
      () => rmSync(join(folder, 'activations/new.yaml')),
    ]) {
      const told = change();
      act();
      await told;
    }
    expect(calls()).toBe(3);
  });

  it('says nothing while nothing changes, nor after it is closed', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.yaml'), 'a');
    const { watch, looks, calls } = watched(folder);
    await looks(5);
    expect(calls()).toBe(0);
    watch.close();
    writeFileSync(join(folder, 'a.yaml'), 'other');
    await looks(5);
    expect(calls()).toBe(0);
  });

  it('waits until a set of files has come to rest', async () => {
    const folder = temporaryFolder();
    const { watch, change, calls } = watched(folder);
    await watch.ready;
    const told = change();
    let copied = 0;
    const copying = setInterval(() => {
      writeFileSync(join(folder, `${copied++}.yaml`), 'x');
      if (copied === 40) clearInterval(copying);
    }, LOOK / 4);
    await told;
    expect(copied).toBe(40);
    expect(calls()).toBe(1);
  });

  it('goes on after a reload that failed and while the folder is away', async () => {
    const folder = temporaryFolder();
    let calls = 0;
    let tell = () => {};
    const told = () => new Promise<void>((resolve) => (tell = resolve));
    const watch = watchFolder(
      folder,
      () => {
        calls++;
        tell();
        throw new Error('refused');
      },
      LOOK,
    );
    closing.push(watch);
    await watch.ready;
    for (const act of [
      () => writeFileSync(join(folder, 'a.yaml'), 'a'),
      () => rmSync(folder, { recursive: true }),
      () => {
        mkdirSync(folder);
        writeFileSync(join(folder, 'b.yaml'), 'b');
      },
    ]) {
      const next = told();
      act();
      await next;
    }
    expect(calls).toBe(3);
  });
});
