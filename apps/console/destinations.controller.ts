import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { Failure } from '#domain';
import {
  type DestinationDetails,
  type DestinationOperationResult,
  DestinationOperations,
  DestinationRegister,
  type DestinationSummary,
} from '#register';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';
import { LIST, PAUSE, RESUME, SHOW } from './destinations.schema.js';
import { ActingOperator, type Operator, OperatorGuard } from './operator.guard.js';

@Controller('v1/destinations')
@UseGuards(OperatorGuard)
export class DestinationsController {
  readonly #register: DestinationRegister;
  readonly #operations: DestinationOperations;

  constructor(@Inject(CONSOLE_PORTS) ports: ConsolePorts) {
    const destinations = () => ports.landscape.current().destinations();
    this.#register = new DestinationRegister({ store: ports.store, destinations });
    this.#operations = new DestinationOperations({ ...ports, register: this.#register });
  }

  @Get()
  @RouteSchema(LIST)
  async list(): Promise<{ destinations: DestinationSummary[] }> {
    return { destinations: await this.#register.list() };
  }

  @Get(':id')
  @RouteSchema(SHOW)
  async show(@Param('id') id: string): Promise<DestinationDetails> {
    const destination = await this.#register.show(id);
    if (destination !== undefined) return destination;
    throw new Failure('not-found', `There is no destination ${id}.`);
  }

  @Post(':id/pause')
  @HttpCode(202)
  @RouteSchema(PAUSE)
  pause(
    @Param('id') id: string,
    @Body() body: { reason: string },
    @ActingOperator() operator: Operator,
  ): Promise<DestinationOperationResult> {
    return this.#operations.pause(id, operator.name, body.reason);
  }

  @Post(':id/resume')
  @HttpCode(202)
  @RouteSchema(RESUME)
  resume(
    @Param('id') id: string,
    @ActingOperator() operator: Operator,
  ): Promise<DestinationOperationResult> {
    return this.#operations.resume(id, operator.name);
  }
}
