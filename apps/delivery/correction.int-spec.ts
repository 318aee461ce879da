import { correctionSuite } from '../../test/delivery/correction-suite.js';
import { emptySqlite } from '../../test/fixtures/stores.js';

correctionSuite('SQLite', emptySqlite);
