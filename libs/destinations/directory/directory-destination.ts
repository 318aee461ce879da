import { lstat, mkdir, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { DestinationConfig } from '#domain';
import type { Destination, DestinationContext, Outcome, OutgoingMessage } from '../destination.js';
import { settingsOf } from '../settings-of.js';
import { verified } from '../verified.js';
import { classify } from './classify.js';
import { DIRECTORY } from './descriptor.js';
import { exists, readFile, rename, syncFolder, writeSynced } from './files.js';
import { attachmentName, fileNames, isPlain } from './names.js';
import { SharedSync } from './shared-sync.js';
import { smallFiles } from './small-files.js';

/**
 * Files that a case system picks up. `<message id>.xml` appears by atomic rename once everything else is on
 * the disk: its attachments in the folder `<message id>`, `<message id>.json` with what was said about it, where there is
 * such, and `<message id>.sha512` with the hashes of all.
 * Accepted means that the XML survives a power failure.
 */
export class DirectoryDestination implements Destination {
  readonly #folder: string;
  readonly #create: boolean;
  readonly #sync: SharedSync;

  constructor(config: DestinationConfig, context: Pick<DestinationContext, 'dataFolder'>) {
    const { path } = settingsOf(DIRECTORY, config);
    this.#create = !isAbsolute(path);
    this.#folder = resolve(context.dataFolder, path);
    this.#sync = new SharedSync(() => syncFolder(this.#folder));
  }

  async deliver(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    const strange = [message.messageId, ...message.attachments.map(({ id }) => id)].find(
      (id) => !isPlain(id),
    );
    if (strange !== undefined) {
      return { kind: 'refused', code: 'poison', detail: 'An id cannot be the name of a file.' };
    }
    try {
      return await this.#withFolder(() => this.#write(message, signal));
    } catch (error) {
      return classify(error, signal);
    }
  }

  async close(): Promise<void> {}

  async #withFolder(write: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await write();
    } catch (error) {
      if (!this.#create || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await createFolder(this.#folder);
      return await write();
    }
  }

  async #write(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    const names = fileNames(message.messageId);
    const xml = join(this.#folder, names.xml);
    if (await exists(xml)) return this.#repeated(xml, names.xml, message.xml);
    try {
      await this.#writeAll(message, signal);
    } catch (error) {
      await this.#removeUnfinished(message).catch(() => {}); // What ended the attempt counts.
      throw error;
    }
    await this.#sync.run();
    return { kind: 'accepted', receipt: names.xml };
  }

  async #writeAll(message: OutgoingMessage, signal: AbortSignal): Promise<void> {
    const names = fileNames(message.messageId);
    await this.#writeAttachments(message, signal);
    signal.throwIfAborted();
    const part = join(this.#folder, names.part);
    const written = await Promise.allSettled([
      ...smallFiles(message).map(({ name, bytes }) =>
        writeSynced(join(this.#folder, name), [bytes]),
      ),
      writeSynced(part, [message.xml]),
    ]);
    for (const one of written) if (one.status === 'rejected') throw one.reason;
    await rename(part, join(this.#folder, names.xml));
  }

  /**
   * The next attempt writes everything anew. Until then half a message would keep a full disk full, and where none
   * follows, the files of an applicant would stay. Nothing goes where the XML is there after all.
   */
  async #removeUnfinished(message: OutgoingMessage): Promise<void> {
    const names = fileNames(message.messageId);
    if (await exists(join(this.#folder, names.xml))) return;
    for (const name of [names.part, names.checksums, names.about, names.attachments]) {
      await rm(join(this.#folder, name), { recursive: true, force: true });
    }
  }

  /** An attempt before this one got as far as the rename, but perhaps not to the sync. */
  async #repeated(path: string, name: string, xml: Uint8Array): Promise<Outcome> {
    if (!(await readFile(path)).equals(xml)) {
      const detail = `There is a file ${name} with other bytes already. Look where it comes from.`;
      return { kind: 'refused', code: 'refused', detail };
    }
    await this.#sync.run();
    return { kind: 'duplicate', receipt: name };
  }

  async #writeAttachments(message: OutgoingMessage, signal: AbortSignal): Promise<void> {
    if (message.attachments.length === 0) return;
    const folder = join(this.#folder, fileNames(message.messageId).attachments);
    await makeFolder(folder);
    for (const attachment of message.attachments) {
      const path = join(folder, attachmentName(attachment));
      await writeSynced(path, until(signal, verified(attachment)));
    }
    await syncFolder(folder);
  }
}

/** Creates a folder with those above it, and makes the new names durable. */
async function createFolder(folder: string): Promise<void> {
  const topmost = await mkdir(folder, { recursive: true, mode: 0o750 });
  if (topmost === undefined) return;
  for (let created = folder; ; created = dirname(created)) {
    await syncFolder(dirname(created));
    if (created === topmost) return;
  }
}

/** Not recursive: a folder that is missing above it is an error of its own. A link in its place is none. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o750 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if ((await lstat(folder)).isSymbolicLink()) {
      throw Object.assign(new Error('A link has the name of a folder'), { code: 'ELOOP' });
    }
  }
}

async function* until(
  signal: AbortSignal,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    yield chunk;
  }
}
