import { emptyPostgres } from '../../../test/fixtures/stores.js';
import { forgetSuite } from '../../../test/register/forget-suite.js';

forgetSuite('PostgreSQL', emptyPostgres);
