import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { StepResult, StoredEvent } from '#event-log';
import { OperateBatch } from './operate-batch.js';

@Controller()
export class OperationsHandler {
  constructor(@Inject(OperateBatch) private readonly operate: OperateBatch) {}

  @EventPattern('operations')
  operations(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return this.operate.handle(batch);
  }
}
