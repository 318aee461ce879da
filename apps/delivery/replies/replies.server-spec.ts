import { emptyPostgres } from '../../../test/fixtures/stores.js';
import { repliesSuite } from '../../../test/replies/replies-suite.js';

repliesSuite('PostgreSQL', emptyPostgres);
