import { emptySqlite } from '../../test/fixtures/stores.js';
import { deadLettersSuite } from '../../test/register/dead-letters-suite.js';

deadLettersSuite('SQLite', emptySqlite);
