import { Failure } from '#domain';
import type { OperationResult } from '#register';
import type { Terminal } from './command.js';

/** Decides about each letter, and goes on where one cannot be decided about. A single one speaks for itself. */
export async function decideAll(
  ids: readonly string[],
  terminal: Terminal,
  decide: (id: string) => Promise<OperationResult>,
): Promise<number> {
  let undone = 0;
  for (const id of ids) {
    try {
      const { state, changed, detail } = await decide(id);
      terminal.say(`${id}  ${state}  ${detail}`);
      if (!changed) undone += 1;
    } catch (cause) {
      if (!(cause instanceof Failure) || ids.length === 1) throw cause;
      terminal.complain(`${id}  ${cause.message}`);
      undone += 1;
    }
  }
  return undone === 0 ? 0 : 1;
}
