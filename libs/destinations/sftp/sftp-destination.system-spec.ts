import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { readFileSync, watch } from 'node:fs';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DestinationConfig } from '#domain';
import { ALONGSIDE } from '../../../test/factories/alongside.js';
import { outgoingAttachment, outgoingMessage } from '../../../test/factories/outgoing-message.js';
import { PasswordServer } from '../../../test/fixtures/password-server.js';
import { SshServer } from '../../../test/fixtures/ssh-server.js';
import { until } from '../../../test/fixtures/until.js';
import type { OutgoingMessage } from '../destination.js';
import { destinationFor } from '../transports.js';

/** Every login costs about a second, on a busy machine more. */
jest.setTimeout(60_000);

const { signal } = new AbortController();
setMaxListeners(0, signal);
const SECRETS: Record<string, string> = {};

let server: SshServer;
let opened: ReturnType<typeof destinationFor>[];

beforeEach(async () => {
  opened = [];
  await start();
});
afterEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await server.stop();
});

async function start(...settings: string[]): Promise<void> {
  server = await SshServer.start(settings);
  SECRETS['env:KEY'] = server.key.trim();
}

type Settings = Record<string, string | number | undefined>;

function destination(settings: Settings = {}, concurrency = 4) {
  const made = destinationFor(
    {
      id: 'sftp',
      name: 'SFTP',
      transport: 'sftp',
      concurrency,
      retry: { initialInterval: 1, maximumInterval: 1, giveUpAfter: 1 },
      settings: given({
        host: server.host,
        port: server.port,
        user: server.user,
        path: out(),
        hostKey: server.fingerprint,
        privateKey: 'env:KEY',
        idleTimeout: 10,
        ...settings,
      }),
    },
    { dataFolder: '.', topicsInReach: false, readSecret: (reference) => SECRETS[reference] ?? '' },
  );
  opened.push(made);
  return made;
}

function given(settings: Settings): DestinationConfig['settings'] {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as DestinationConfig['settings'];
}

const deliver = (message: OutgoingMessage, settings?: Settings) =>
  destination(settings).deliver(message, signal);
const out = (...path: string[]) => join(server.folder, ...path);

function hashOf(piece: Buffer, times: number): string {
  const hash = createHash('sha512');
  for (let at = 0; at < times; at += 1) hash.update(piece);
  return hash.digest('hex');
}

async function files(): Promise<string[]> {
  const entries = await readdir(out(), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out().length + 1))
    .sort();
}

function checked(message: OutgoingMessage): number {
  const told = execFileSync('sha512sum', ['--check', '--strict', `${message.messageId}.sha512`], {
    cwd: out(),
    encoding: 'utf8',
  });
  return told.match(/: OK$/gm)?.length ?? 0;
}

/** An attachment of which the second half comes once `between` has happened. */
function interrupted(bytes: Buffer, between: () => Promise<void> | void) {
  const half = bytes.length / 2;
  return outgoingAttachment(bytes, {
    open: () =>
      Readable.from(
        (async function* () {
          yield bytes.subarray(0, half);
          await between();
          yield bytes.subarray(half);
        })(),
      ),
  });
}

describe('a message for an SFTP server', () => {
  it('lies there as in a directory, with its attachments, and sha512sum finds everything in order', async () => {
    const message = outgoingMessage({
      alongside: ALONGSIDE,
      attachments: [
        outgoingAttachment(Buffer.alloc(3_000_000, 'abc'), { id: 'a1', name: '../Lage plan.pdf' }),
        outgoingAttachment(Buffer.alloc(0), { id: 'a2', name: '' }),
      ],
    });
    expect(await deliver(message)).toEqual({
      kind: 'accepted',
      receipt: `${message.messageId}.xml`,
    });
    expect(await files()).toEqual([
      `${message.messageId}.json`,
      `${message.messageId}.sha512`,
      `${message.messageId}.xml`,
      `${message.messageId}/a1-Lage_plan.pdf`,
      `${message.messageId}/a2-attachment`,
    ]);
    const about = JSON.parse(await readFile(out(`${message.messageId}.json`), 'utf8'));
    expect(about).toMatchObject({ replies: 'wanted', ...ALONGSIDE });
    expect(checked(message)).toBe(4);
    expect((await stat(out(`${message.messageId}.xml`))).mode & 0o777).toBe(0o640);
  });

  it('shows its XML last, by a rename', async () => {
    const names: string[] = [];
    const watcher = watch(out(), (event, name) => {
      if (event === 'rename') names.push(name ?? '');
    });
    const { messageId, ...message } = outgoingMessage({
      attachments: [outgoingAttachment(Buffer.from('x'))],
    });
    await deliver({ messageId, ...message }, { extension: '.tmp' });
    await until(() => (names.includes(`${messageId}.xml`) ? true : undefined));
    watcher.close();
    const part = `.${messageId}.xml.tmp`;
    expect(names).toEqual([messageId, `${messageId}.sha512`, part, part, `${messageId}.xml`]);
  });

  it('that is repeated is known as a duplicate, and one with other bytes replaces nothing', async () => {
    const message = outgoingMessage();
    await deliver(message);
    expect(await deliver({ ...message, attempt: 2 })).toEqual({
      kind: 'duplicate',
      receipt: `${message.messageId}.xml`,
    });
    const sameSize = Buffer.from(message.xml);
    sameSize[40] = (sameSize[40] as number) ^ 1;
    for (const xml of [sameSize, Buffer.from('<other/>')]) {
      expect(await deliver({ ...message, xml })).toMatchObject({ kind: 'refused' });
    }
    expect(await readFile(out(`${message.messageId}.xml`))).toEqual(message.xml);
  });

  it('that breaks off in the middle of an attachment is whole after the next attempt', async () => {
    const bytes = Buffer.alloc(2_000_000, 'whole');
    const cut = interrupted(bytes, () => server.signalSessions('SIGKILL'));
    const message = outgoingMessage({ attachments: [cut] });
    const target = destination();
    expect(await target.deliver(message, signal)).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      detail: expect.stringContaining('broke'),
    });
    expect((await files()).filter((file) => file.endsWith('.xml'))).toEqual([]);
    const again = { ...message, attachments: [outgoingAttachment(bytes)] };
    expect(await target.deliver(again, signal)).toMatchObject({ kind: 'accepted' });
    expect(checked(message)).toBe(2);
    expect(await files()).toHaveLength(3);
  });

  it('is delivered beside many others over one login, though the server allows few sessions', async () => {
    await server.stop();
    await start('MaxSessions 2');
    const target = destination({}, 8);
    const messages = Array.from({ length: 20 }, (_, index) =>
      outgoingMessage({ messageId: `m${index}`, xml: Buffer.from(`<m>${index}</m>`) }),
    );
    const outcomes = await Promise.all(messages.map((message) => target.deliver(message, signal)));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    expect(await files()).toHaveLength(40);
    expect(server.logins).toBe(1);
  });

  it('finds the server again after it was started anew', async () => {
    const target = destination();
    expect(await target.deliver(outgoingMessage({ messageId: 'm1' }), signal)).toMatchObject({
      kind: 'accepted',
    });
    await server.restart();
    await until(async () => {
      const outcome = await target.deliver(outgoingMessage({ messageId: 'm2' }), signal);
      expect(['accepted', 'retry']).toContain(outcome.kind);
      return outcome.kind === 'accepted' ? true : undefined;
    });
  });

  it('ends the connection that nothing needs any more', async () => {
    const target = destination({ idleTimeout: 0.3 });
    await target.deliver(outgoingMessage({ messageId: 'm1' }), signal);
    await until(() => (server.sessions === 0 ? true : undefined));
    expect(await target.deliver(outgoingMessage({ messageId: 'm2' }), signal)).toMatchObject({
      kind: 'accepted',
    });
    expect(server.logins).toBe(2);
  });
});

describe('a server', () => {
  it('with another key gets nothing, and its key is named for the person who looks', async () => {
    const outcome = await deliver(outgoingMessage(), { hostKey: server.otherFingerprint });
    expect(outcome).toMatchObject({ kind: 'retry', anyMessage: true });
    expect((outcome as { detail: string }).detail).toContain(server.fingerprint);
    expect((outcome as { detail: string }).detail).toContain('confirmed');
    expect(server.logins).toBe(0);
    const both = `${server.otherFingerprint}, ${server.hostKey}`;
    expect(await deliver(outgoingMessage(), { hostKey: both })).toMatchObject({ kind: 'accepted' });
  });

  it('that has no key of the pinned type is tried again', async () => {
    const rsa = `ssh-rsa ${Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('ssh-rsa')]).toString('base64')}`;
    expect(await deliver(outgoingMessage(), { hostKey: rsa })).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('algorithm'),
    });
  });

  it('that does not accept the login takes nothing, and the secret is in no sentence', async () => {
    SECRETS['env:PASSWORD'] = 'wrong-and-secret';
    const settings = { privateKey: undefined, password: 'env:PASSWORD' };
    const outcome = await deliver(outgoingMessage(), settings);
    expect(outcome).toMatchObject({
      kind: 'retry',
      anyMessage: true,
      detail: expect.stringContaining('login'),
    });
    expect(JSON.stringify(outcome)).not.toContain('wrong-and-secret');

    SECRETS['env:KEY'] = 'no key';
    expect(await deliver(outgoingMessage())).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('privateKey'),
    });
  });

  it.each(['password', 'keyboard-interactive'] as const)(
    'that asks for a password as %s gets it once',
    async (method) => {
      SECRETS['env:PASSWORD'] = 'right';
      const hostKey = readFileSync(join(server.folder, '../host'), 'utf8');
      const asking = await PasswordServer.start({ password: 'right', method, hostKey });
      const login = { privateKey: undefined, password: 'env:PASSWORD', port: asking.port };
      const message = outgoingMessage({ attachments: [outgoingAttachment(Buffer.from('x'))] });
      expect(await deliver(message, login)).toMatchObject({ kind: 'accepted' });
      expect(checked(message)).toBe(2);
      expect(asking.presented).toBe(1);

      SECRETS['env:PASSWORD'] = 'wrong';
      expect(await deliver(message, login)).toMatchObject({ kind: 'retry', anyMessage: true });
      expect(asking.presented).toBe(2);
      await Promise.all(opened.splice(0).map((one) => one.close()));
      asking.stop();
    },
  );

  it('that lost the end of a file is tried again, and one that can is made to sync every file', async () => {
    SECRETS['env:PASSWORD'] = 'right';
    const hostKey = readFileSync(join(server.folder, '../host'), 'utf8');
    const losing = await PasswordServer.start({ password: 'right', method: 'password', hostKey });
    const login = { privateKey: undefined, password: 'env:PASSWORD', port: losing.port };
    const target = destination(login);
    const message = outgoingMessage({ attachments: [outgoingAttachment(Buffer.from('xyz'))] });
    losing.cutsWrites = true;
    expect(await target.deliver(message, signal)).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('another size'),
    });
    expect(await readdir(out())).toEqual([]);

    losing.cutsWrites = false;
    losing.extended.length = 0;
    expect(await target.deliver(message, signal)).toMatchObject({ kind: 'accepted' });
    const [sync, rename] = ['fsync@openssh.com', 'posix-rename@openssh.com'];
    expect(losing.extended).toEqual([sync, sync, sync, rename]);
    await Promise.all(opened.splice(0).map((one) => one.close()));
    losing.stop();
  });

  it('that is away is tried again', async () => {
    await server.stop();
    expect(await deliver(outgoingMessage())).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('that hangs in the middle of an upload is given up, and does not keep the next attempt waiting', async () => {
    const bytes = Buffer.alloc(4_000_000, 'stall');
    const target = destination({ idleTimeout: 5 });
    const stalled = interrupted(bytes, () => server.signalSessions('SIGSTOP'));
    const outcome = await target.deliver(outgoingMessage({ attachments: [stalled] }), signal);
    expect(outcome).toMatchObject({ kind: 'retry', detail: expect.stringContaining('no answer') });
    const again = outgoingMessage({ attachments: [outgoingAttachment(bytes)] });
    expect(await target.deliver(again, signal)).toMatchObject({ kind: 'accepted' });
    expect(checked(again)).toBe(2);
  });

  it('without SFTP is tried again', async () => {
    await server.stop();
    await start('MaxSessions 0');
    expect(await deliver(outgoingMessage())).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('sessions'),
    });
  });
});

describe('a folder on the server', () => {
  it('that is missing, or may not be written, is waited for', async () => {
    expect(await deliver(outgoingMessage(), { path: out('missing') })).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('does not exist'),
    });
    await chmod(out(), 0o500);
    expect(await deliver(outgoingMessage())).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('right to write'),
    });
  });

  it('that is full is waited for, and takes the message once there is space', async () => {
    const message = outgoingMessage({
      attachments: [outgoingAttachment(Buffer.alloc(700_000, 'full'))],
    });
    const target = destination();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0777', 'tmpfs', out()]);
    try {
      await writeFile(out('filler'), Buffer.alloc(1_038_000));
      expect(await target.deliver(message, signal)).toMatchObject({
        kind: 'retry',
        code: 'unreachable',
        detail: expect.stringContaining('disk'),
      });
      expect(await readdir(out())).toEqual(['filler']);
      await rm(out('filler'));
      expect(await target.deliver(message, signal)).toMatchObject({ kind: 'accepted' });
      expect(checked(message)).toBe(2);
    } finally {
      execFileSync('umount', [out()]);
    }
  });
});

describe('an attachment', () => {
  it('whose stored bytes changed stops the message and leaves nothing of it', async () => {
    const sound = outgoingAttachment(Buffer.from('sound'), { id: 'a1' });
    const changed = { ...sound, id: 'a2', open: () => Readable.from([Buffer.from('s0und')]) };
    const outcome = await deliver(outgoingMessage({ attachments: [sound, changed] }));
    expect(outcome).toMatchObject({ kind: 'refused', code: 'poison' });
    expect(await readdir(out())).toEqual([]);
  });

  it('that is under way when the attempt is ended leaves nothing, and the next attempt is whole', async () => {
    const controller = new AbortController();
    const bytes = Buffer.alloc(500_000, 'ended');
    const target = destination();
    const ended = interrupted(bytes, () => controller.abort());
    const outcome = await target.deliver(
      outgoingMessage({ attachments: [ended] }),
      controller.signal,
    );
    expect(outcome).toMatchObject({ kind: 'retry', detail: expect.stringContaining('early') });
    expect(await readdir(out())).toEqual([]);
    const again = outgoingMessage({ attachments: [outgoingAttachment(bytes)] });
    expect(await target.deliver(again, signal)).toMatchObject({ kind: 'accepted' });
    expect(checked(again)).toBe(2);
  });

  it('of 200 MB passes through without being held in memory', async () => {
    const piece = Buffer.alloc(65_536, 'memory');
    const pieces = 3_200;
    const size = piece.length * pieces;
    const sha512 = hashOf(piece, pieces);
    const before = process.memoryUsage().rss;
    let most = 0;
    const large = {
      ...outgoingAttachment(Buffer.alloc(0)),
      size,
      sha512,
      open: () =>
        Readable.from(
          (function* () {
            for (let at = 0; at < pieces; at += 1) {
              if (at % 50 === 0) most = Math.max(most, process.memoryUsage().rss);
              yield Buffer.from(piece);
            }
          })(),
          { objectMode: false, highWaterMark: 65_536 },
        ),
    };
    const outcome = await deliver(outgoingMessage({ attachments: [large] }));
    expect(outcome).toMatchObject({ kind: 'accepted' });
    expect((most - before) / 1e6).toBeLessThan(64);
  });
});
