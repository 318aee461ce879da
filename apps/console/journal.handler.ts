import { EventPattern, Payload } from '@nestjs/microservices';
import { StepHandler, type StepResult, type StoredEvent } from '#event-log';
import { handleJournal } from '#register';

@StepHandler()
export class JournalHandler {
  @EventPattern('journal')
  journal(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    return handleJournal(batch);
  }
}
