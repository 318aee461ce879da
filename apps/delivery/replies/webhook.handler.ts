import { Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { StepHandler, type StepResult, type StoredEvent } from '#event-log';
import { QueueReplies } from './queue-replies.js';

@StepHandler()
export class WebhookHandler {
  constructor(@Inject(QueueReplies) private readonly queue: QueueReplies) {}

  @EventPattern('delivery.replies')
  replies(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return this.queue.handle(batch);
  }
}
