import { EventPattern, Payload } from '@nestjs/microservices';
import { StepHandler, type StepResult, type StoredEvent } from '#event-log';
import { takeReplies } from './take-replies.js';

@StepHandler()
export class RepliesHandler {
  @EventPattern('intake.replies')
  replies(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return takeReplies(batch);
  }
}
