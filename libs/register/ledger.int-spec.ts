import { emptySqlite } from '../../test/fixtures/stores.js';
import { ledgerSuite } from '../../test/register/ledger-suite.js';

ledgerSuite('SQLite', emptySqlite);
