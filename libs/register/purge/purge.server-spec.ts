import { emptyPostgres } from '../../../test/fixtures/stores.js';
import { purgeSuite } from '../../../test/register/purge-suite.js';

purgeSuite('PostgreSQL', emptyPostgres);
