import { Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { StepHandler, type StepResult, type StoredEvent } from '#event-log';
import { OperateBatch } from './operate-batch.js';

@StepHandler()
export class OperationsHandler {
  constructor(@Inject(OperateBatch) private readonly operate: OperateBatch) {}

  @EventPattern('operations')
  operations(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return this.operate.handle(batch);
  }
}
