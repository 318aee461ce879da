import { posix } from 'node:path';
import type { DestinationConfig } from '#domain';
import type { Destination, DestinationContext, Outcome, OutgoingMessage } from '../destination.js';
import { attachmentName, fileNames, isPlain } from '../directory/names.js';
import { smallFiles } from '../directory/small-files.js';
import { secretOf } from '../secret-of.js';
import { settingsOf } from '../settings-of.js';
import { UnusableDestination } from '../unusable-destination.js';
import { verified } from '../verified.js';
import type { Channel } from './channel.js';
import { Channels } from './channels.js';
import { classify } from './classify.js';
import { Connection, type Target } from './connection.js';
import { SFTP } from './descriptor.js';
import { PinnedKeys } from './host-key.js';

const { join } = posix;

/** Milliseconds that are spent on clearing away after an attempt that was ended early. */
const CLEARING = 5_000;

/**
 * Files that a case system picks up from a server, under the same names and in the same order as in a directory:
 * `<message id>.xml` appears by a rename once everything else is there. Accepted means that the server has renamed
 * it; whether the new name survives a power failure there is the server's to say.
 */
export class SftpDestination implements Destination {
  readonly #folder: string;
  readonly #extension: string;
  readonly #target: Target;
  #channels: Channels | undefined;

  /** @throws UnusableDestination where hostKey or a secret cannot be used */
  constructor(config: DestinationConfig, context: Pick<DestinationContext, 'readSecret'>) {
    const settings = settingsOf(SFTP, config);
    if (settings.password === undefined && settings.privateKey === undefined) {
      throw new UnusableDestination('Give password or privateKey, or both.');
    }
    this.#folder = settings.path;
    this.#extension = settings.extension;
    this.#target = {
      ...settings,
      pinned: new PinnedKeys(settings.hostKey),
      password: secretOf(context, settings.password),
      privateKey: secretOf(context, settings.privateKey),
      passphrase: secretOf(context, settings.passphrase),
    };
  }

  async deliver(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    const strange = [message.messageId, ...message.attachments.map(({ id }) => id)].find(
      (id) => !isPlain(id),
    );
    if (strange !== undefined) {
      return { kind: 'refused', code: 'poison', detail: 'An id cannot be the name of a file.' };
    }
    try {
      return await this.#connected().use(signal, (channel) => this.#upload(channel, message));
    } catch (error) {
      if (signal.aborted) await this.#clearAway(message);
      return classify(error, signal, message);
    }
  }

  /** Ending an attempt ends its channel, so that another one is needed. */
  async #clearAway(message: OutgoingMessage): Promise<void> {
    const time = AbortSignal.timeout(CLEARING);
    const clear = (channel: Channel) => this.#removeUnfinished(channel, message);
    await this.#connected()
      .use(time, clear)
      .catch(() => {}); // The end of the attempt counts.
  }

  async close(): Promise<void> {
    this.#channels?.end();
  }

  #connected(): Channels {
    if (this.#channels?.usable !== true) {
      this.#channels = new Channels(
        (signal) => Connection.open(this.#target, signal),
        this.#target.idleTimeout,
      );
    }
    return this.#channels;
  }

  async #upload(channel: Channel, message: OutgoingMessage): Promise<Outcome> {
    const names = fileNames(message.messageId, this.#extension);
    const xml = join(this.#folder, names.xml);
    const size = await channel.size(xml);
    if (size !== undefined) return this.#repeated(channel, { xml, size, name: names.xml }, message);
    try {
      await this.#uploadAttachments(channel, message);
      for (const { name, bytes } of smallFiles(message)) {
        await channel.write(join(this.#folder, name), [bytes]);
      }
      const part = join(this.#folder, names.part);
      await channel.write(part, [message.xml]);
      await channel.rename(part, xml);
    } catch (error) {
      await this.#removeUnfinished(channel, message).catch(() => {}); // What ended the attempt counts.
      throw error;
    }
    return { kind: 'accepted', receipt: names.xml };
  }

  /**
   * The next attempt writes everything anew. Until then half a message would keep a full disk full, and where none
   * follows, the files of an applicant would stay. Nothing goes where the XML is there after all, and nothing can where
   * the connection broke.
   */
  async #removeUnfinished(channel: Channel, message: OutgoingMessage): Promise<void> {
    const names = fileNames(message.messageId, this.#extension);
    if ((await channel.size(join(this.#folder, names.xml))) !== undefined) return;
    const folder = join(this.#folder, names.attachments);
    const attachments = message.attachments.map((one) => join(folder, attachmentName(one)));
    const others = [names.part, names.checksums, names.about].map((name) =>
      join(this.#folder, name),
    );
    await channel.remove(folder, [...attachments, ...others]);
  }

  /** An attempt before this one got as far as the rename. */
  async #repeated(
    channel: Channel,
    there: { xml: string; size: number; name: string },
    message: OutgoingMessage,
  ): Promise<Outcome> {
    const { xml, size, name } = there;
    if (size !== message.xml.length || !(await channel.read(xml, size)).equals(message.xml)) {
      const detail = `There is a file ${name} with other bytes already. Look where it comes from.`;
      return { kind: 'refused', code: 'refused', detail };
    }
    return { kind: 'duplicate', receipt: name };
  }

  async #uploadAttachments(channel: Channel, message: OutgoingMessage): Promise<void> {
    if (message.attachments.length === 0) return;
    const folder = join(this.#folder, fileNames(message.messageId).attachments);
    const pathOf = (attachment: OutgoingMessage['attachments'][number]) =>
      join(folder, attachmentName(attachment));
    await channel.makeFolder(folder);
    for (const attachment of message.attachments) {
      await channel.write(pathOf(attachment), verified(attachment));
    }
  }
}
