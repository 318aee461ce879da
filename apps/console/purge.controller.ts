import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { PurgeKeeper, type PurgeResult } from '#register';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';
import { ActingOperator, type Operator, OperatorGuard } from './operator.guard.js';
import { PURGE } from './purge.schema.js';

@Controller('v1/purge')
@UseGuards(OperatorGuard)
export class PurgeController {
  constructor(
    @Inject(CONSOLE_PORTS) private readonly ports: ConsolePorts,
    @Inject(PurgeKeeper) private readonly keeper: PurgeKeeper,
  ) {}

  @Post()
  @HttpCode(200)
  @RouteSchema(PURGE)
  async purge(
    @Body() body: { dryRun: boolean },
    @ActingOperator() operator: Operator,
  ): Promise<PurgeResult> {
    if (body.dryRun)
      return { ...(await this.keeper.survey()), purged: 0, forgotten: 0, records: 0 };
    const result = await this.keeper.run();
    const { purged: submissions, forgotten, records } = result;
    const { name } = operator;
    this.ports.log.info({ submissions, forgotten, records, operator: name }, 'An operator purged');
    return result;
  }
}
