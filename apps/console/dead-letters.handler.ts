import { EventPattern, Payload } from '@nestjs/microservices';
import { StepHandler, type StepResult, type StoredEvent } from '#event-log';
import { handleDeadLetters } from '#register';

@StepHandler()
export class DeadLettersHandler {
  @EventPattern('dead-letters')
  deadLetters(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return handleDeadLetters(batch);
  }
}
