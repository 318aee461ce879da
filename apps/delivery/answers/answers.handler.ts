import { Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { StepHandler, type StepResult, type StoredEvent } from '#event-log';
import { TakeAnswers } from './take-answers.js';

@StepHandler()
export class AnswersHandler {
  constructor(@Inject(TakeAnswers) private readonly answers: TakeAnswers) {}

  @EventPattern('answers')
  take(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return this.answers.handle(batch);
  }
}
