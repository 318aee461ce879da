/** What goes wrong ends the call with a sentence; the client's own lines would only repeat it. */
export const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
