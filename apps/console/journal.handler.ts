import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { StepResult, StoredEvent } from '#event-log';
import { handleJournal } from '#register';

@Controller()
export class JournalHandler {
  @EventPattern('journal')
  journal(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return handleJournal(batch);
  }
}
