import { queueSuite } from '../../../test/delivery/queue-suite.js';
import { emptySqlite } from '../../../test/fixtures/stores.js';

queueSuite('SQLite', emptySqlite);
