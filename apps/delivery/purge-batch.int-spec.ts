import { purgeSuite } from '../../test/delivery/purge-suite.js';
import { emptySqlite } from '../../test/fixtures/stores.js';

purgeSuite('SQLite', emptySqlite);
