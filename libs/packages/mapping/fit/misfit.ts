/** Why a value may not fit. `error`: it cannot; `warning`: nothing makes sure that it does. */
export interface Misfit {
  severity: 'error' | 'warning';
  message: string;
}

export function mistake(message: string): Misfit[] {
  return [{ severity: 'error', message }];
}

export function warning(message: string): Misfit[] {
  return [{ severity: 'warning', message }];
}
