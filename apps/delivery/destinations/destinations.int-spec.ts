import { destinationsSuite } from '../../../test/delivery/destinations-suite.js';
import { emptySqlite } from '../../../test/fixtures/stores.js';

destinationsSuite('SQLite', emptySqlite);
