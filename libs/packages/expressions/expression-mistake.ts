import jsonata from 'jsonata';

/** Why a text is no JSONata, with its position. Only reads the text; nothing is evaluated. */
export function expressionMistake(text: string): string | undefined {
  try {
    jsonata(text);
    return undefined;
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number };
    return `The expression cannot be read at position ${position ?? 0}: ${message ?? ''}`;
  }
}
