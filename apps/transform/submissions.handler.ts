import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { BatchWithMemory, PureResult } from '#event-log';
import { TransformBatch } from './transform-batch.js';

@Controller()
export class SubmissionsHandler {
  constructor(@Inject(TransformBatch) private readonly transform: TransformBatch) {}

  @EventPattern('submissions')
  submissions(@Payload() { batch, memory }: BatchWithMemory): Promise<PureResult> {
    return this.transform.handle(batch, memory);
  }
}
