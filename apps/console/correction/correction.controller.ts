import { Body, Controller, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { DeadLetterOperations, DeadLetterRegister } from '#register';
import { CONSOLE_PORTS, type ConsolePorts } from '../console.ports.js';
import { ActingOperator, type Operator, OperatorGuard } from '../operator.guard.js';
import { type CorrectionResult, CorrectLetter, type GivenCorrection } from './correct-letter.js';
import { CORRECT } from './correction.schema.js';

@Controller('v1/dead-letters')
@UseGuards(OperatorGuard)
export class CorrectionController {
  readonly #letters: CorrectLetter;

  constructor(@Inject(CONSOLE_PORTS) ports: ConsolePorts) {
    this.#letters = new CorrectLetter({
      ...ports,
      register: new DeadLetterRegister(ports),
      operations: new DeadLetterOperations(ports),
    });
  }

  @Post(':id/correction')
  @HttpCode(200)
  @RouteSchema(CORRECT)
  correct(
    @Param('id') id: string,
    @Query() query: { dryRun?: 'true' | 'false' },
    @Body() given: GivenCorrection,
    @ActingOperator() operator: Operator,
  ): Promise<CorrectionResult> {
    const dryRun = query.dryRun === 'true';
    return this.#letters.correct(id, operator.name, given, { dryRun });
  }
}
