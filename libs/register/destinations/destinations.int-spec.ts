import { emptySqlite } from '../../../test/fixtures/stores.js';
import { destinationsSuite } from '../../../test/register/destinations-suite.js';

destinationsSuite('SQLite', emptySqlite);
