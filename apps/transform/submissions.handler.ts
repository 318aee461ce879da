import { Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type BatchWithMemory, type PureResult, StepHandler } from '#event-log';
import { TransformBatch } from './transform-batch.js';

@StepHandler()
export class SubmissionsHandler {
  constructor(@Inject(TransformBatch) private readonly transform: TransformBatch) {}

  @EventPattern('submissions')
  submissions(@Payload() { batch, memory }: BatchWithMemory): Promise<PureResult> {
    return this.transform.handle(batch, memory);
  }
}
