import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { EventLog } from '#event-log';
import type { Settings } from '#settings';
import type { Store } from '#store';
import { HoldStore } from './hold-store.js';
import { MIGRATIONS } from './migrations.js';
import { EventLogRecords } from './submission-records.js';
import { SubmissionsHandler } from './submissions.handler.js';
import type { TRANSFORM_SETTINGS } from './transform.settings.js';
import { TransformBatch } from './transform-batch.js';
import type { MessageCatalogue, Routing } from './transform-submission.js';

export interface TransformPorts {
  store: Store;
  eventLog: EventLog;
  landscape: { current(): Routing };
  packages: { current(): MessageCatalogue };
  clock(): Date;
  /** The version of this program, for the root attributes of the messages. */
  version: string;
  settings: Settings<typeof TRANSFORM_SETTINGS>;
}

const PORTS = Symbol('transform ports');

@Module({})
export class TransformModule implements OnModuleInit {
  constructor(@Inject(PORTS) private readonly ports: TransformPorts) {}

  static register(ports: TransformPorts): DynamicModule {
    const product = {
      name: ports.settings.productName,
      vendor: ports.settings.productVendor,
      version: ports.version,
    };
    const transform = new TransformBatch({
      holds: new HoldStore(ports),
      records: new EventLogRecords(ports.eventLog),
      facts: () => ({
        routing: ports.landscape.current(),
        messages: ports.packages.current(),
        product,
        largestMessage: ports.settings.largestMessage,
      }),
      now: ports.clock,
    });
    return {
      module: TransformModule,
      controllers: [SubmissionsHandler],
      providers: [
        { provide: PORTS, useValue: ports },
        { provide: TransformBatch, useValue: transform },
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.ports.store.migrate('transform', MIGRATIONS);
  }
}
