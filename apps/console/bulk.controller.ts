import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { BulkOperations, type BulkProgress, type BulkRequest, BulkRunner } from '#register';
import { CANCEL, PROGRESS_OF, RECENT, START } from './bulk.schema.js';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';
import { ActingOperator, type Operator, OperatorGuard } from './operator.guard.js';

@Controller('v1/dead-letters/bulk')
@UseGuards(OperatorGuard)
export class BulkController {
  readonly #bulk: BulkOperations;

  constructor(
    @Inject(CONSOLE_PORTS) ports: ConsolePorts,
    @Inject(BulkRunner) private readonly runner: BulkRunner,
  ) {
    this.#bulk = new BulkOperations(ports);
  }

  @Post()
  @HttpCode(202)
  @RouteSchema(START)
  async begin(
    @Body() body: BulkRequest,
    @ActingOperator() operator: Operator,
  ): Promise<BulkProgress> {
    const begun = await this.#bulk.start(body, operator.name);
    this.runner.wake();
    return begun;
  }

  @Get()
  @RouteSchema(RECENT)
  async recent(): Promise<{ bulk: BulkProgress[] }> {
    return { bulk: await this.#bulk.list() };
  }

  @Get(':id')
  @RouteSchema(PROGRESS_OF)
  progress(@Param('id') id: string): Promise<BulkProgress> {
    return this.#bulk.show(id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RouteSchema(CANCEL)
  cancel(@Param('id') id: string): Promise<BulkProgress> {
    return this.#bulk.cancel(id);
  }
}
