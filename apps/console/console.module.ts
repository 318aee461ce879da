import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { REGISTER_MIGRATIONS } from '#register';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';
import { registerConsoleMetrics } from './console-metrics.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersHandler } from './dead-letters.handler.js';
import { InstallationController } from './installation.controller.js';
import { JournalHandler } from './journal.handler.js';
import { LedgerController } from './ledger.controller.js';
import { OperatorGuard } from './operator.guard.js';

@Module({})
export class ConsoleModule implements OnModuleInit {
  constructor(@Inject(CONSOLE_PORTS) private readonly ports: ConsolePorts) {}

  static register(ports: ConsolePorts): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: [
        JournalHandler,
        DeadLettersHandler,
        DeadLettersController,
        LedgerController,
        InstallationController,
      ],
      providers: [{ provide: CONSOLE_PORTS, useValue: ports }, OperatorGuard],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.ports.store.migrate('console', REGISTER_MIGRATIONS);
    registerConsoleMetrics(this.ports);
  }
}
