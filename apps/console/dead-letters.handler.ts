import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { StepResult, StoredEvent } from '#event-log';
import { handleDeadLetters } from '#register';

@Controller()
export class DeadLettersHandler {
  @EventPattern('dead-letters')
  deadLetters(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return handleDeadLetters(batch);
  }
}
