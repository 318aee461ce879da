import type { Command } from './command.js';
import { backup } from './commands/backup.js';
import { check } from './commands/check.js';
import { deadLettersAssign } from './commands/dead-letters-assign.js';
import { deadLettersBulk } from './commands/dead-letters-bulk.js';
import { deadLettersDiscard } from './commands/dead-letters-discard.js';
import { deadLettersEdit } from './commands/dead-letters-edit.js';
import { deadLettersList } from './commands/dead-letters-list.js';
import { deadLettersReplay } from './commands/dead-letters-replay.js';
import { deadLettersShow } from './commands/dead-letters-show.js';
import { demo } from './commands/demo.js';
import { destinationsList } from './commands/destinations-list.js';
import { destinationsPause } from './commands/destinations-pause.js';
import { destinationsResume } from './commands/destinations-resume.js';
import { destinationsShow } from './commands/destinations-show.js';
import { docs } from './commands/docs.js';
import { fim } from './commands/fim.js';
import { keyCreate } from './commands/key-create.js';
import { ledger } from './commands/ledger.js';
import { migrate } from './commands/migrate.js';
import { preview } from './commands/preview.js';
import { purge } from './commands/purge.js';
import { reload } from './commands/reload.js';
import { restore } from './commands/restore.js';
import { scaffold } from './commands/scaffold.js';
import { schema } from './commands/schema.js';
import { submit } from './commands/submit.js';
import { topics } from './commands/topics.js';
import { validate } from './commands/validate.js';

/** Everything that `nahtlos` can do. */
export const COMMANDS: readonly Command[] = [
  demo,
  submit,
  deadLettersList,
  deadLettersShow,
  deadLettersReplay,
  deadLettersEdit,
  deadLettersDiscard,
  deadLettersBulk,
  deadLettersAssign,
  destinationsList,
  destinationsShow,
  destinationsPause,
  destinationsResume,
  ledger,
  purge,
  check,
  preview,
  fim,
  schema,
  scaffold,
  validate,
  docs,
  keyCreate,
  topics,
  migrate,
  reload,
  backup,
  restore,
];
