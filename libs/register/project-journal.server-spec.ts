import { emptyPostgres } from '../../test/fixtures/stores.js';
import { registerSuite } from '../../test/register/register-suite.js';

registerSuite('PostgreSQL', emptyPostgres);
