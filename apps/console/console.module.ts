import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import {
  BulkRunner,
  DeadLetterOperations,
  DeadLetterRegister,
  Forwardings,
  PurgeKeeper,
  REGISTER_MIGRATIONS,
} from '#register';
import { BulkController } from './bulk.controller.js';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';
import { registerConsoleMetrics } from './console-metrics.js';
import { CorrectLetter } from './correction/correct-letter.js';
import { CorrectionController } from './correction/correction.controller.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersHandler } from './dead-letters.handler.js';
import { DestinationsController } from './destinations.controller.js';
import { ForwardLetters } from './forwarding/forward-letters.js';
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
    @Inject(ForwardLetters) private readonly rules: ForwardLetters,
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
      forgotten: ports.metrics.counter('nahtlos_forgotten_submissions_total', {
        help: 'Submissions past the time of the journal, of which everything was deleted',
      }),
      log: ports.log,
    });
    const letters = new CorrectLetter({
      ...ports,
      register: new DeadLetterRegister(ports),
      operations: new DeadLetterOperations(ports),
    });
    const rules = new ForwardLetters({
      letters: new Forwardings(ports),
      forward: (forwarding) => letters.forward(forwarding),
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
        { provide: ForwardLetters, useValue: rules },
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
    this.rules.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.bulk.stop(), this.purge.stop(), this.rules.stop()]);
  }
}
