import { destinationsSuite } from '../../../test/delivery/destinations-suite.js';
import { emptyPostgres } from '../../../test/fixtures/stores.js';

destinationsSuite('PostgreSQL', emptyPostgres);
