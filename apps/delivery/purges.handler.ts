import { Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { StepHandler, type StepResult, type StoredEvent } from '#event-log';
import { PurgeBatch } from './purge-batch.js';

@StepHandler()
export class PurgesHandler {
  constructor(@Inject(PurgeBatch) private readonly purge: PurgeBatch) {}

  @EventPattern('delivery.purges')
  purges(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return this.purge.handle(batch);
  }
}
