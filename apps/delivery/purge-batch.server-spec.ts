import { purgeSuite } from '../../test/delivery/purge-suite.js';
import { emptyPostgres } from '../../test/fixtures/stores.js';

purgeSuite('PostgreSQL', emptyPostgres);
