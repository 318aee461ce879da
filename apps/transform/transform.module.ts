import { buffer } from 'node:stream/consumers';
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Blobs } from '#blobs';
import type { Settings } from '#settings';
import type { Store } from '#store';
import type { CheckingCatalogue, Routing } from '#transformation';
import { MIGRATIONS } from './migrations.js';
import { SubmissionsHandler } from './submissions.handler.js';
import { ThreadedMessages, type ThreadedOptions } from './threads/threaded-messages.js';
import type { TRANSFORM_SETTINGS } from './transform.settings.js';
import { TransformBatch } from './transform-batch.js';

export interface TransformPorts {
  store: Store;
  blobs: Pick<Blobs, 'open'>;
  landscape: { current(): Routing };
  packages: { current(): CheckingCatalogue & { version: string } };
  configuration: { folders: { packages: string } };
  log: ThreadedOptions['log'];
  clock(): Date;
  /** The version of this program, for the root attributes of the messages. */
  version: string;
  /** The address before the path of an attachment. */
  publicUrl?: string | undefined;
  settings: Settings<typeof TRANSFORM_SETTINGS>;
}

const PORTS = Symbol('transform ports');

@Module({})
export class TransformModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(PORTS) private readonly ports: TransformPorts,
    @Inject(ThreadedMessages) private readonly threaded: ThreadedMessages,
  ) {}

  static register(ports: TransformPorts): DynamicModule {
    const product = {
      name: ports.settings.productName,
      vendor: ports.settings.productVendor,
      version: ports.version,
    };
    const threaded = new ThreadedMessages({
      count: ports.settings.threads,
      folder: ports.configuration.folders.packages,
      log: ports.log,
    });
    const transform = new TransformBatch({
      facts: () => {
        const messages = ports.packages.current();
        return {
          routing: ports.landscape.current(),
          messages,
          threaded: threaded.of(messages),
          product,
          publicUrl: ports.publicUrl,
          largestMessage: ports.settings.largestMessage,
          content: ({ uri }) => buffer(ports.blobs.open(uri)),
        };
      },
      now: ports.clock,
    });
    return {
      module: TransformModule,
      controllers: [SubmissionsHandler],
      providers: [
        { provide: PORTS, useValue: ports },
        { provide: ThreadedMessages, useValue: threaded },
        { provide: TransformBatch, useValue: transform },
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.ports.store.migrate('transform', MIGRATIONS);
    this.threaded.of(this.ports.packages.current());
  }

  /** By now the steps have ended, and with them what the threads had in hand. */
  async onApplicationShutdown(): Promise<void> {
    await this.threaded.close();
  }
}
