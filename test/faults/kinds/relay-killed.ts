import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { FaultBed } from '../bed.js';
import type { Fault } from '../fault.js';
import type { Instance } from '../instance.js';

const KILLS = 4;
/** Milliseconds within which the relay comes to the point where it can be caught: another one begins after 5 s. */
const PATIENCE = 60_000;

/**
 * The relay renews its lease in the unit of work that deletes what it has sent. Whoever holds the lease's row stops
 * it just there: the brokers have the batch for good, and the outbox does not know it.
 */
export const RELAY_KILLED: Fault = {
  name: 'the relay is killed between the brokers and the outbox, again and again',
  instances: { intake: 2, delivery: 2 },
  happen: async (bed) => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const early = bed.random.next() < 0.5;
      const client = new pg.Client({ connectionString: bed.database });
      await client.connect();
      try {
        await client.query('BEGIN');
        await client.query('SELECT FROM outbox_lease FOR UPDATE');
        const relay = await waitingBehind(client, bed);
        if (!early) {
          // Into the batch that follows, and not only before it.
          await client.query('COMMIT');
          await setTimeout(bed.random.between(0, 40));
        }
        await relay.kill();
        await client.query('ROLLBACK');
        await relay.start();
      } finally {
        await client.end();
      }
    }
  },
};

/** The instance whose session waits for what this one has locked. */
async function waitingBehind(client: pg.Client, bed: FaultBed): Promise<Instance> {
  const deadline = Date.now() + PATIENCE;
  const database = Number(new URL(bed.database).port);
  while (Date.now() < deadline) {
    const { rows } = await client.query<{ client_port: number }>(
      'SELECT client_port FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))',
    );
    const found = rows
      .map(({ client_port }) => inodeOf(client_port, database))
      .map((inode) => bed.all.find(({ server }) => server && has(server.pid, inode)));
    const [relay] = found.filter((instance) => instance !== undefined);
    if (relay !== undefined) return relay;
    await setTimeout(10);
  }
  throw new Error('No process carries the outbox.');
}

/** Of the connection that a process has between these ports of loopback, as Linux tells it. */
function inodeOf(from: number, to: number): string | undefined {
  const ends = [from, to].map((port) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`);
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, ...addresses]) => ends.every((end, index) => addresses[index]?.endsWith(end)))
    ?.at(9);
}

function has(pid: number, inode: string | undefined): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(
      (fd) => linkOf(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`,
    );
  } catch {
    return false;
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
