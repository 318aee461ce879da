import { correctionSuite } from '../../test/delivery/correction-suite.js';
import { emptyPostgres } from '../../test/fixtures/stores.js';

correctionSuite('PostgreSQL', emptyPostgres);
