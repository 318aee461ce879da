import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { outgoingAttachment, outgoingMessage } from '../../../test/factories/outgoing-message.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import type { Destination } from '../destination.js';
import { destinationFor } from '../transports.js';

const { signal } = new AbortController();
/** Rights mean nothing to root, so that what they forbid is tried as somebody else. */
const NOBODY = 65_534;

let folder: string;
let target: Destination;

beforeEach(async () => {
  const root = temporaryFolder();
  await chmod(root, 0o755);
  folder = join(root, 'share');
  await mkdir(folder);
  target = destinationFor(
    {
      id: 'share',
      name: 'Share',
      transport: 'directory',
      concurrency: 1,
      retry: { initialInterval: 1, maximumInterval: 1, giveUpAfter: 1 },
      settings: { path: folder },
    },
    { dataFolder: root, topicsInReach: false, readSecret: () => '' },
  );
});

const message = outgoingMessage({
  attachments: [outgoingAttachment(Buffer.alloc(700_000, 'share'))],
});

function whole(): void {
  execFileSync('sha512sum', ['--check', '--status', `${message.messageId}.sha512`], {
    cwd: folder,
  });
}

const finished = async () => (await readdir(folder)).filter((name) => name.endsWith('.xml'));

describe('a share on a disk of its own', () => {
  beforeEach(() => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  });
  afterEach(() => {
    execFileSync('umount', [folder]);
  });

  it('that fills up in the middle of an attachment is waited for, and then has it whole', async () => {
    await writeFile(join(folder, 'filler'), Buffer.alloc(600_000));
    expect(await target.deliver(message, signal)).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      detail: expect.stringContaining('ENOSPC'),
    });
    expect(await readdir(folder)).toEqual(['filler']);
    await rm(join(folder, 'filler'));
    expect(await target.deliver(message, signal)).toMatchObject({ kind: 'accepted' });
    whole();
  });

  it('that fills up at the XML has nothing of the message until there is space', async () => {
    const large = outgoingMessage({ ...message, xml: Buffer.alloc(400_000, '<x/>') });
    expect(await target.deliver(large, signal)).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('ENOSPC'),
    });
    expect(await readdir(folder)).toEqual([]);
    expect(await target.deliver(message, signal)).toMatchObject({ kind: 'accepted' });
    whole();
  });

  it('that can only be read for a while is waited for', async () => {
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    expect(await target.deliver(message, signal)).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('EROFS'),
    });
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    expect(await target.deliver(message, signal)).toMatchObject({ kind: 'accepted' });
    whole();
  });
});

describe('a share that loses its rights', () => {
  beforeEach(async () => {
    await chown(folder, NOBODY, NOBODY);
    if (process.geteuid?.() === 0) process.seteuid?.(NOBODY);
  });
  afterEach(() => {
    if (process.getuid?.() === 0) process.seteuid?.(0);
  });

  it.each([
    ['to be written', 0o500],
    ['to be entered', 0o000],
  ])('%s is waited for, and then has the message whole', async (_which, mode) => {
    await chmod(folder, mode);
    expect(await target.deliver(message, signal)).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      detail: expect.stringContaining('right to write'),
    });
    await chmod(folder, 0o700);
    expect(await finished()).toEqual([]);
    expect(await target.deliver(message, signal)).toMatchObject({ kind: 'accepted' });
    whole();
  });
});
