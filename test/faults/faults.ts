import type { Fault } from './fault.js';
import { KAFKA_AWAY } from './kinds/kafka-away.js';
import { KILLED_SERVICES } from './kinds/killed-services.js';
import { ONE_OF_TWO_KILLED } from './kinds/one-of-two-killed.js';
import { POISON } from './kinds/poison.js';
import { POSTGRES_RESTARTED } from './kinds/postgres-restarted.js';
import { REBALANCED } from './kinds/rebalanced.js';
import { RELAY_KILLED } from './kinds/relay-killed.js';
import { STOPPED_TRANSFORM } from './kinds/stopped-transform.js';

/** What happens to an installation in the tests, one at a time, and in a long run one after the other. */
export const FAULTS: readonly Fault[] = [
  KILLED_SERVICES,
  STOPPED_TRANSFORM,
  KAFKA_AWAY,
  POSTGRES_RESTARTED,
  ONE_OF_TWO_KILLED,
  REBALANCED,
  POISON,
  RELAY_KILLED,
];
