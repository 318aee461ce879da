import { inboxSuite } from '../../../../test/delivery/inbox-suite.js';
import { emptyPostgres } from '../../../../test/fixtures/stores.js';

inboxSuite('PostgreSQL', emptyPostgres);
