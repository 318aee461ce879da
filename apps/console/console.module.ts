import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { BulkRunner, PurgeKeeper, REGISTER_MIGRATIONS } from '#register';
import { BulkController } from './bulk.controller.js';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';
import { registerConsoleMetrics } from './console-metrics.js';
import { CorrectionController } from './correction/correction.controller.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersHandler } from './dead-letters.handler.js';
import { DestinationsController } from './destinations.controller.js';
import { InstallationController } from './installation.controller.js';
import { JournalHandler } from './journal.handler.js';
import { LedgerController } from './ledger.controller.js';
import { OperatorGuard } from './operator.guard.js';
import { PurgeController } from './purge.controller.js';
import { PurgeJob } from './purge-job.js';

@Module({})
export class ConsoleModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(CONSOLE_PORTS) private readonly ports: ConsolePorts,
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
    @Inject(PurgeJob) private readonly purge: PurgeJob,
  ) {}

  static register(ports: ConsolePorts): DynamicModule {
    const keeper = new PurgeKeeper({
      ...ports,
      retention: () => ports.landscape.current().retention,
    });
    const purge = new PurgeJob({
      keeper,
      interval: ports.settings.purgeInterval * 60_000,
      purged: ports.metrics.counter('nahtlos_purged_submissions_total', {
        help: 'Submissions whose data was deleted on schedule',
      }),
      log: ports.log,
    });
    return {
      module: ConsoleModule,
      controllers: [
        JournalHandler,
        DeadLettersHandler,
        BulkController,
        DeadLettersController,
        DestinationsController,
        CorrectionController,
        LedgerController,
        InstallationController,
        PurgeController,
      ],
      providers: [
        { provide: CONSOLE_PORTS, useValue: ports },
        { provide: BulkRunner, useValue: new BulkRunner(ports) },
        { provide: PurgeKeeper, useValue: keeper },
        { provide: PurgeJob, useValue: purge },
        OperatorGuard,
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.ports.store.migrate('console', REGISTER_MIGRATIONS);
    registerConsoleMetrics(this.ports);
  }

  onApplicationBootstrap(): void {
    this.bulk.start();
    this.purge.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.bulk.stop(), this.purge.stop()]);
  }
}
