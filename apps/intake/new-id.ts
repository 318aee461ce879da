import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes are fetched for many ids at once: a fetch costs more than the id. */
const pool = new Uint8Array(4_096);
const BYTES_PER_ID = 16;
let next = pool.length;

function random(): Uint8Array {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  next += BYTES_PER_ID;
  return pool.subarray(next - BYTES_PER_ID, next);
}

/** A new id that sorts by time (UUID version 7), so that neighbours in time are neighbours in the index. */
export function newId(): string {
  return v7({ rng: random });
}
