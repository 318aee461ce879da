import jsonata from 'jsonata';

/**
 * Why a text is no JSONata, with its position, or what it asks for in vain. Only reads the text; nothing is
 * evaluated.
 */
export function expressionMistake(text: string): string | undefined {
  try {
    return refused(jsonata(text).ast());
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number };
    return `The expression cannot be read at position ${position ?? 0}: ${message ?? ''}`;
  }
}

const CLOCK_AND_CHANCE = new Set(['now', 'millis', 'random', 'shuffle']);

interface Call {
  type?: unknown;
  procedure?: { type?: unknown; value?: unknown };
  arguments?: unknown[];
}

/** The first call, by its name, that the thread of expressions refuses. */
function refused(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { type, procedure, arguments: given = [] } = node as Call;
  if (type === 'function' && procedure?.type === 'variable') {
    const name = String(procedure.value);
    if (CLOCK_AND_CHANCE.has(name)) {
      return `$${name} is not available: the same submission always gives the same message`;
    }
    if (name === 'toMillis' && given.length > 1) {
      return '$toMillis takes no picture; write { date: ..., reads: ... } in the mapping';
    }
  }
  for (const inner of Object.values(node)) {
    const mistake = refused(inner);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}
