import { Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { StepHandler, type StepResult, type StoredEvent } from '#event-log';
import { QueueBatch } from './queue-batch.js';

@StepHandler()
export class ClusterHandler {
  constructor(@Inject(QueueBatch) private readonly queue: QueueBatch) {}

  @EventPattern('cluster')
  cluster(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return this.queue.handle(batch);
  }
}
