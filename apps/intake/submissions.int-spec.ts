import { emptySqlite } from '../../test/fixtures/stores.js';
import { submissionsSuite } from '../../test/intake/submissions-suite.js';

submissionsSuite('SQLite', emptySqlite);
