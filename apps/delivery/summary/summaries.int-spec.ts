import { summarySuite } from '../../../test/delivery/summary-suite.js';
import { emptySqlite } from '../../../test/fixtures/stores.js';

summarySuite('SQLite', emptySqlite);
