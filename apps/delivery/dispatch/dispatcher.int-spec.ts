import { dispatcherSuite } from '../../../test/delivery/dispatcher-suite.js';
import { emptySqlite } from '../../../test/fixtures/stores.js';

dispatcherSuite('SQLite', emptySqlite);
