import { emptySqlite } from '../../../test/fixtures/stores.js';
import { purgeSuite } from '../../../test/register/purge-suite.js';

purgeSuite('SQLite', emptySqlite);
