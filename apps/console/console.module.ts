import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { BulkRunner, REGISTER_MIGRATIONS } from '#register';
import { BulkController } from './bulk.controller.js';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';
import { registerConsoleMetrics } from './console-metrics.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersHandler } from './dead-letters.handler.js';
import { InstallationController } from './installation.controller.js';
import { JournalHandler } from './journal.handler.js';
import { LedgerController } from './ledger.controller.js';
import { OperatorGuard } from './operator.guard.js';

@Module({})
export class ConsoleModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(CONSOLE_PORTS) private readonly ports: ConsolePorts,
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
  ) {}

  static register(ports: ConsolePorts): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: [
        JournalHandler,
        DeadLettersHandler,
        BulkController,
        DeadLettersController,
        LedgerController,
        InstallationController,
      ],
      providers: [
        { provide: CONSOLE_PORTS, useValue: ports },
        { provide: BulkRunner, useValue: new BulkRunner(ports) },
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
  }

  async onModuleDestroy(): Promise<void> {
    await this.bulk.stop();
  }
}
