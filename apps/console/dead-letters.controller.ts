import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { Failure } from '#domain';
import {
  type DeadLetterDetails,
  type DeadLetterGroup,
  DeadLetterOperations,
  type DeadLetterPage,
  DeadLetterRegister,
  type LetterState,
  type OperationResult,
} from '#register';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';
import { ASSIGN, DISCARD, LIST, RELEASE, REPLAY, SHOW } from './dead-letters.schema.js';
import { ActingOperator, type Operator, OperatorGuard } from './operator.guard.js';

interface ListQuery {
  state?: LetterState | 'all';
  cluster?: string;
  code?: string;
  place?: string;
  packageVersion?: string;
  destination?: string;
  service?: string;
  client?: string;
  submissionId?: string;
  assignedTo?: string;
  group?: 'cause';
  limit?: string;
  after?: string;
}

@Controller('v1/dead-letters')
@UseGuards(OperatorGuard)
export class DeadLettersController {
  readonly #register: DeadLetterRegister;
  readonly #operations: DeadLetterOperations;
  readonly #log: ConsolePorts['log'];

  constructor(@Inject(CONSOLE_PORTS) ports: ConsolePorts) {
    this.#register = new DeadLetterRegister(ports);
    this.#operations = new DeadLetterOperations(ports);
    this.#log = ports.log;
  }

  @Get()
  @RouteSchema(LIST)
  async list(@Query() query: ListQuery): Promise<DeadLetterPage | { groups: DeadLetterGroup[] }> {
    const { group, limit = '100', after, state = 'open', ...rest } = query;
    const filter = { ...rest, state: state === 'all' ? undefined : state };
    if (group === 'cause') return { groups: await this.#register.groups(filter) };
    return this.#register.list(filter, { limit: Number(limit), after });
  }

  @Get(':id')
  @RouteSchema(SHOW)
  async show(
    @Param('id') id: string,
    @Query() query: { payload?: 'true' | 'false' },
    @ActingOperator() operator: Operator,
  ): Promise<DeadLetterDetails> {
    const letter = await this.#register.show(id, { payload: query.payload === 'true' });
    if (letter === undefined) throw new Failure('not-found', `There is no dead letter ${id}.`);
    if (letter.payload !== null) {
      this.#log.info(
        { deadLetterId: id, submissionId: letter.submissionId, operator: operator.name },
        'An operator looked at what failed',
      );
    }
    return letter;
  }

  @Post(':id/replay')
  @HttpCode(200)
  @RouteSchema(REPLAY)
  replay(@Param('id') id: string, @ActingOperator() operator: Operator): Promise<OperationResult> {
    return this.#operations.replay(id, operator.name);
  }

  @Post(':id/discard')
  @HttpCode(200)
  @RouteSchema(DISCARD)
  discard(
    @Param('id') id: string,
    @Body() body: { reason: string },
    @ActingOperator() operator: Operator,
  ): Promise<OperationResult> {
    return this.#operations.discard(id, operator.name, body.reason);
  }

  @Post(':id/assign')
  @HttpCode(200)
  @RouteSchema(ASSIGN)
  assign(
    @Param('id') id: string,
    @Body() { to, note = null }: { to: string; note?: string | null },
    @ActingOperator() operator: Operator,
  ): Promise<OperationResult> {
    return this.#operations.assign(id, operator.name, { to, note });
  }

  @Post(':id/release')
  @HttpCode(200)
  @RouteSchema(RELEASE)
  release(@Param('id') id: string, @ActingOperator() operator: Operator): Promise<OperationResult> {
    return this.#operations.assign(id, operator.name, null);
  }
}
