import { attemptsSuite } from '../../../test/delivery/attempts-suite.js';
import { emptyPostgres } from '../../../test/fixtures/stores.js';

attemptsSuite('PostgreSQL', emptyPostgres);
