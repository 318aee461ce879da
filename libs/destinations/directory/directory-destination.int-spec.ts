import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ALONGSIDE } from '../../../test/factories/alongside.js';
import { outgoingAttachment, outgoingMessage } from '../../../test/factories/outgoing-message.js';
import type { OutgoingMessage } from '../destination.js';
import { DirectoryDestination } from './directory-destination.js';

const signal = new AbortController().signal;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'directory-'));
});
afterEach(() => rm(root, { recursive: true }));

function destination(path = 'out/gewerbe') {
  return new DirectoryDestination(
    {
      id: 'gewerbe',
      name: 'Gewerbe',
      transport: 'directory',
      concurrency: 4,
      retry: { initialInterval: 1, maximumInterval: 1, giveUpAfter: 1 },
      settings: { path },
    },
    { dataFolder: root },
  );
}

const deliver = (message: OutgoingMessage, path?: string) =>
  destination(path).deliver(message, signal);
const out = (...path: string[]) => join(root, 'out/gewerbe', ...path);

async function files(): Promise<string[]> {
  const entries = await readdir(out(), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out().length + 1))
    .sort();
}

describe('a message for a directory', () => {
  it('lies there byte for byte with its checksum, and nothing unfinished beside it', async () => {
    const message = outgoingMessage();
    const outcome = await deliver(message);
    expect(outcome).toEqual({ kind: 'accepted', receipt: `${message.messageId}.xml` });
    expect(await files()).toEqual([`${message.messageId}.sha512`, `${message.messageId}.xml`]);
    expect(await readFile(out(`${message.messageId}.xml`))).toEqual(message.xml);
  });

  it('brings its attachments, and sha512sum finds everything in order', async () => {
    const message = outgoingMessage({
      attachments: [
        outgoingAttachment(Buffer.alloc(300_000, 'a'), { id: 'a1', name: '../Lage plan.pdf' }),
        outgoingAttachment(Buffer.from('b'), { id: 'a2', name: '' }),
      ],
    });
    expect(await deliver(message)).toMatchObject({ kind: 'accepted' });
    expect(await files()).toEqual([
      `${message.messageId}.sha512`,
      `${message.messageId}.xml`,
      `${message.messageId}/a1-Lage_plan.pdf`,
      `${message.messageId}/a2-attachment`,
    ]);
    const checked = execFileSync(
      'sha512sum',
      ['--check', '--strict', `${message.messageId}.sha512`],
      { cwd: out(), encoding: 'utf8' },
    );
    expect(checked.match(/: OK$/gm)).toHaveLength(3);
  });

  it('brings what the applicant said beside the form, and that no answer is wanted', async () => {
    const message = outgoingMessage({ alongside: ALONGSIDE, noReplies: true });
    expect(await deliver(message)).toMatchObject({ kind: 'accepted' });
    const { messageId } = message;
    expect(await files()).toEqual(
      ['json', 'sha512', 'xml'].map((ending) => `${messageId}.${ending}`),
    );
    const about = JSON.parse(await readFile(out(`${messageId}.json`), 'utf8'));
    expect(about).toEqual({ messageId, replies: 'none', replaces: null, ...ALONGSIDE });
    const checked = execFileSync('sha512sum', ['--check', '--strict', `${messageId}.sha512`], {
      cwd: out(),
      encoding: 'utf8',
    });
    expect(checked.match(/: OK$/gm)).toHaveLength(2);
  });

  it('that is repeated is known as a duplicate and left as it is', async () => {
    const message = outgoingMessage();
    await deliver(message);
    await rm(out(`${message.messageId}.sha512`));
    expect(await deliver({ ...message, attempt: 2 })).toEqual({
      kind: 'duplicate',
      receipt: `${message.messageId}.xml`,
    });
    expect(await files()).toEqual([`${message.messageId}.xml`]);
  });

  it('never replaces a file of the same name with other bytes', async () => {
    const message = outgoingMessage();
    await deliver(message);
    const outcome = await deliver({ ...message, xml: Buffer.from('<other/>') });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'refused' });
    expect(await readFile(out(`${message.messageId}.xml`))).toEqual(message.xml);
  });

  it('finishes what an attempt that was cut off left behind', async () => {
    const message = outgoingMessage({ attachments: [outgoingAttachment(Buffer.from('whole'))] });
    const [attachment] = message.attachments;
    await mkdir(out(message.messageId), { recursive: true });
    await writeFile(out(message.messageId, `${attachment!.id}-lageplan.pdf`), 'wh');
    await writeFile(out(`.${message.messageId}.xml.part`), '<half');
    await writeFile(out(`${message.messageId}.sha512`), 'half');
    expect(await deliver(message)).toMatchObject({ kind: 'accepted' });
    execFileSync('sha512sum', ['--check', '--status', `${message.messageId}.sha512`], {
      cwd: out(),
    });
    expect(await files()).toHaveLength(3);
  });

  it('is delivered beside many others at once', async () => {
    const target = destination();
    const messages = Array.from({ length: 200 }, (_, index) =>
      outgoingMessage({ messageId: `m${index}`, xml: Buffer.from(`<m>${index}</m>`) }),
    );
    const outcomes = await Promise.all(messages.map((message) => target.deliver(message, signal)));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    expect(await files()).toHaveLength(400);
  });
});

describe('an attachment', () => {
  it('whose stored bytes changed stops the message and leaves nothing of it', async () => {
    const sound = outgoingAttachment(Buffer.from('sound'), { id: 'a1' });
    const changed = { ...sound, id: 'a2', open: () => Readable.from([Buffer.from('s0und')]) };
    const outcome = await deliver(outgoingMessage({ attachments: [sound, changed] }));
    expect(outcome).toMatchObject({
      kind: 'refused',
      code: 'poison',
      detail: expect.stringContaining('a2'),
    });
    expect(await files()).toEqual([]);
  });

  it.each(['longer than it was', 'short'])('of another size is caught: %s', async (stored) => {
    const attachment = outgoingAttachment(Buffer.from('as it was'), {
      open: () => Readable.from([Buffer.from(stored)]),
    });
    const outcome = await deliver(outgoingMessage({ attachments: [attachment] }));
    expect(outcome).toMatchObject({ kind: 'refused', code: 'poison' });
  });

  it('that cannot be read is tried again, and is not blamed on the folder', async () => {
    const attachment = outgoingAttachment(Buffer.from('x'), {
      open: () =>
        new Readable({
          read() {
            this.destroy(Object.assign(new Error('gone'), { code: 'ENOENT' }));
          },
        }),
    });
    const outcome = await deliver(outgoingMessage({ attachments: [attachment] }));
    expect(outcome).toMatchObject({ kind: 'retry', code: 'internal' });
  });

  it('that is being copied when the attempt is aborted leaves nothing', async () => {
    const controller = new AbortController();
    const attachment = outgoingAttachment(Buffer.from('xy'), {
      open: () =>
        Readable.from(
          (async function* () {
            yield Buffer.from('x');
            controller.abort();
            yield Buffer.from('y');
          })(),
        ),
    });
    const outcome = await destination().deliver(
      outgoingMessage({ attachments: [attachment] }),
      controller.signal,
    );
    expect(outcome).toMatchObject({ kind: 'retry', code: 'unreachable' });
    expect(await readdir(out())).toEqual([]);
  });
});

describe('a folder', () => {
  it('that is absolute and missing is waited for, not created', async () => {
    const share = join(root, 'share');
    expect(await deliver(outgoingMessage(), share)).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      detail: expect.stringContaining('mount'),
    });
    expect(await readdir(root)).toEqual([]);
    await mkdir(share);
    expect(await deliver(outgoingMessage(), share)).toMatchObject({ kind: 'accepted' });
  });

  it('that may not be written, or is a file, is waited for', async () => {
    await writeFile(join(root, 'file'), '');
    expect(await deliver(outgoingMessage(), join(root, 'file'))).toMatchObject({ kind: 'retry' });
    if (process.getuid?.() === 0) return;
    await mkdir(out(), { recursive: true });
    await chmod(out(), 0o500);
    expect(await deliver(outgoingMessage())).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('right to write'),
    });
    await chmod(out(), 0o700);
  });

  it('in which others have put links is written, and nothing that the links name', async () => {
    const message = outgoingMessage({ attachments: [outgoingAttachment(Buffer.from('x'))] });
    const { messageId } = message;
    const foreign = join(root, 'foreign');
    await mkdir(out(messageId), { recursive: true });
    await writeFile(foreign, 'untouched');
    const name = `${message.attachments[0]!.id}-lageplan.pdf`;
    for (const path of [`.${messageId}.xml.part`, `${messageId}.sha512`, join(messageId, name)]) {
      await symlink(foreign, out(path));
    }
    expect(await deliver(message)).toMatchObject({ kind: 'accepted' });
    expect(await readFile(foreign, 'utf8')).toBe('untouched');
    expect(await files()).toHaveLength(3);
  });

  it('in which a link stands for the attachments is for a person', async () => {
    const message = outgoingMessage({ attachments: [outgoingAttachment(Buffer.from('x'))] });
    await Promise.all([mkdir(out(), { recursive: true }), mkdir(join(root, 'foreign'))]);
    await symlink(join(root, 'foreign'), out(message.messageId));
    expect(await deliver(message)).toMatchObject({ kind: 'refused', code: 'refused' });
    expect(await readdir(join(root, 'foreign'))).toEqual([]);
  });
});

describe('an id', () => {
  it('that would lead out of the folder is refused', async () => {
    const outcomes = await Promise.all([
      deliver(outgoingMessage({ messageId: '../../outside' })),
      deliver(
        outgoingMessage({ attachments: [outgoingAttachment(Buffer.from('x'), { id: '../x' })] }),
      ),
    ]);
    expect(outcomes).toEqual([
      { kind: 'refused', code: 'poison', detail: expect.any(String) },
      { kind: 'refused', code: 'poison', detail: expect.any(String) },
    ]);
    expect(await readdir(root)).toEqual([]);
  });
});
