import { Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { StepHandler, type StepResult, type StoredEvent } from '#event-log';
import { handleDeadLetters } from '#register';
import { ForwardLetters } from './forwarding/forward-letters.js';

@StepHandler()
export class DeadLettersHandler {
  constructor(@Inject(ForwardLetters) private readonly rules: ForwardLetters) {}

  @EventPattern('dead-letters')
  async deadLetters(@Payload() batch: readonly StoredEvent[]): Promise<StepResult> {
    const { write, ...result } = await handleDeadLetters(batch);
    return {
      ...result,
      write: (tx) => {
        tx.afterCommit(() => this.rules.wake());
        return write?.(tx) ?? Promise.resolve(undefined);
      },
    };
  }
}
