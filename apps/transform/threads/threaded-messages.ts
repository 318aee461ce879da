import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { MessageCatalogue, MessageWriter } from '#transformation';
import type { ThreadData } from './thread-protocol.js';
import type { Thread } from './write-thread.js';
import { NoThread, WriteThreads } from './write-threads.js';

/** Memory of a thread besides that of libxml2, in megabytes. */
const MEMORY_LIMIT = 512;

export interface ThreadedOptions {
  /** Threads; none where this is 0. */
  count: number;
  /** The folder of all packages. */
  folder: string;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  start?(data: ThreadData): Thread;
}

/**
 * Catalogues whose messages are written in threads. Threads belong to one version of the packages: after a reload
 * others are started, and until they have loaded the new packages there is no catalogue for these.
 */
export class ThreadedMessages {
  #threads: WriteThreads | undefined;
  #version: string | undefined;

  constructor(private readonly options: ThreadedOptions) {}

  /** The same messages, written in the threads; undefined where no thread has just this version. */
  of<Catalogue extends MessageCatalogue & { version: string }>(
    catalogue: Catalogue,
  ): MessageCatalogue | undefined {
    if (this.options.count === 0) return undefined;
    if (this.#version !== catalogue.version) this.#begin(catalogue.version);
    const threads = this.#threads;
    if (!threads?.available()) return undefined;
    return {
      ...catalogue,
      message: (...of) => {
        const writer = catalogue.message(...of);
        return writer === undefined ? undefined : elsewhere(writer, threads);
      },
    };
  }

  async close(): Promise<void> {
    await this.#threads?.close();
  }

  #begin(version: string): void {
    const { count, folder, log, start = startThread } = this.options;
    this.#threads?.retire();
    this.#version = version;
    this.#threads = new WriteThreads({
      count,
      start: () => start({ folder, version }),
      ready: () =>
        log.info(
          { threads: count, packages: version },
          'The threads that write messages are ready',
        ),
      lost: (reason) =>
        log.warn({ reason, packages: version }, 'A thread that writes messages ended'),
    });
  }
}

function elsewhere(writer: MessageWriter, threads: WriteThreads): MessageWriter {
  const { type, packageVersion } = writer;
  return {
    ...writer,
    write: async (input) => {
      try {
        return await threads.write({ type, packageVersion, input });
      } catch (error) {
        if (error instanceof NoThread) return writer.write(input);
        throw error;
      }
    },
  };
}

function startThread(data: ThreadData): Thread {
  return new Worker(fileURLToPath(new URL('./thread-program.js', import.meta.url)), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT },
  });
}
