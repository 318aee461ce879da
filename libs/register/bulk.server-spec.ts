import { emptyPostgres } from '../../test/fixtures/stores.js';
import { bulkSuite } from '../../test/register/bulk-suite.js';

bulkSuite('PostgreSQL', emptyPostgres);
