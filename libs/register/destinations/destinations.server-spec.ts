import { emptyPostgres } from '../../../test/fixtures/stores.js';
import { destinationsSuite } from '../../../test/register/destinations-suite.js';

destinationsSuite('PostgreSQL', emptyPostgres);
