import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { Failure } from '#domain';
import { type Ledger, LedgerKeeper } from '#register';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';
import { LEDGER } from './ledger.schema.js';
import { OperatorGuard } from './operator.guard.js';

@Controller('v1/ledger')
@UseGuards(OperatorGuard)
export class LedgerController {
  readonly #keeper: LedgerKeeper;
  readonly #now: () => Date;

  constructor(@Inject(CONSOLE_PORTS) ports: ConsolePorts) {
    this.#keeper = new LedgerKeeper({
      store: ports.store,
      eventLog: ports.eventLog,
      patience: ports.settings.ledgerPatience * 1_000,
    });
    this.#now = ports.now;
  }

  @Get()
  @RouteSchema(LEDGER)
  ledger(@Query() query: { from?: string; to?: string }): Promise<Ledger> {
    return this.#keeper.ledger({
      from: query.from === undefined ? null : instant(query.from, 'from'),
      to: query.to === undefined ? this.#now() : instant(query.to, 'to'),
    });
  }
}

function instant(text: string, name: string): Date {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw new Failure('malformed', 'The period cannot be read.', {
    findings: [
      {
        pointer: `/querystring/${name}`,
        code: 'format',
        detail: 'Expected a date and time with zone after ISO 8601.',
      },
    ],
  });
}
