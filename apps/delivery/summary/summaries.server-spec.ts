import { summarySuite } from '../../../test/delivery/summary-suite.js';
import { emptyPostgres } from '../../../test/fixtures/stores.js';

summarySuite('PostgreSQL', emptyPostgres);
