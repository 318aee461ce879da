import { attemptsSuite } from '../../../test/delivery/attempts-suite.js';
import { emptySqlite } from '../../../test/fixtures/stores.js';

attemptsSuite('SQLite', emptySqlite);
