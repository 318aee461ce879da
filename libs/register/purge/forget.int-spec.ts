import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteStore } from '#store';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { forgetSuite } from '../../../test/register/forget-suite.js';

let file = '';

forgetSuite(
  'SQLite',
  async () => {
    file = join(temporaryFolder(), 'nahtlos.db');
    return new SqliteStore(file);
  },
  () => Buffer.concat([file, `${file}-wal`].filter(existsSync).map((name) => readFileSync(name))),
);
