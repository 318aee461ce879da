import pg from 'pg';
import { codeOf } from './database-failure.js';

/** How to find out about a server that does not answer. */
export interface SilenceWatch {
  url: string;
  /** Milliseconds: how long a statement may take before the server is asked, and how long it has to answer then. */
  patience: number;
}

/**
 * Waits for a statement for as long as its server lives. A machine that is gone closes no connection: without this the
 * statement would wait for a quarter of an hour. Long statements are left alone, for a living server takes new
 * connections meanwhile.
 */
export async function whileServerLives<T>(
  statement: Promise<T>,
  watch: SilenceWatch,
  giveUp: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout;
  let over = false;
  const askLater = () => {
    timer = setTimeout(async () => {
      const lives = await answers(watch);
      if (over) return;
      if (lives) askLater();
      else giveUp();
    }, watch.patience);
    timer.unref();
  };
  askLater();
  try {
    return await statement;
  } finally {
    over = true;
    clearTimeout(timer!);
  }
}

/** Whether the server answers a new connection, be it with a refusal. */
async function answers({ url, patience }: SilenceWatch): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patience });
  client.on('error', () => {});
  try {
    await client.connect();
    void client.end().catch(() => undefined);
    return true;
  } catch (refusal) {
    return /^[0-9A-Z]{5}$/.test(codeOf(refusal)) && codeOf(refusal) !== 'EPIPE';
  }
}
