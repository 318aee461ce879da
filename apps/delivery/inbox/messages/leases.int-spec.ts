import { inboxSuite } from '../../../../test/delivery/inbox-suite.js';
import { emptySqlite } from '../../../../test/fixtures/stores.js';

inboxSuite('SQLite', emptySqlite);
