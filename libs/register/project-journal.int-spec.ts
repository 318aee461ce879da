import { emptySqlite } from '../../test/fixtures/stores.js';
import { registerSuite } from '../../test/register/register-suite.js';

registerSuite('SQLite', emptySqlite);
