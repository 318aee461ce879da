import type { Migration } from 'kysely';
import { EmbeddedRemains, OUTBOX_MIGRATIONS, POSITION_MIGRATIONS } from '#event-log';
import { REGISTER_MIGRATIONS } from '#register';
import { MIGRATIONS as DELIVERY } from '../../delivery/migrations.js';
import { MIGRATIONS as INTAKE } from '../../intake/migrations.js';
import { MIGRATIONS as TRANSFORM } from '../../transform/migrations.js';

const APPS: Record<string, Record<string, Migration>> = {
  intake: INTAKE,
  transform: TRANSFORM,
  delivery: DELIVERY,
  console: REGISTER_MIGRATIONS,
};

/** Whose tables an embedded installation has, each with the names of the migrations that made them. */
export const EMBEDDED_OWNERS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({ event_log: EmbeddedRemains.migrations, ...APPS }).map(([owner, migrations]) => [
    owner,
    Object.keys(migrations),
  ]),
);

/** What makes the tables of an installation whose services run apart. */
export const SHARED_OWNERS: Readonly<Record<string, Record<string, Migration>>> = {
  outbox: OUTBOX_MIGRATIONS,
  step_positions: POSITION_MIGRATIONS,
  ...APPS,
};
