import { parentPort, workerData } from 'node:worker_threads';
import { ConfigurationError, versionOf } from '#domain';
import { loadPackages, type Packages } from '#packages';
import { carried } from './carried-failure.js';
import type { FromThread, ThreadData, WriteAnswer, WriteRequest } from './thread-protocol.js';

/** A thread that writes messages: it loads the packages for itself and answers one request after the other. */
const port = parentPort!;

await start(workerData as ThreadData);

async function start({ folder, version }: ThreadData): Promise<void> {
  const packages = await loaded(folder);
  if (packages?.version !== version) {
    // Nothing listens afterwards, so the thread ends.
    say({ unfit: packages === undefined ? 'they have mistakes' : `they are ${packages.version}` });
    return;
  }
  let turn: Promise<void> = Promise.resolve();
  port.on('message', (request: WriteRequest) => {
    turn = turn.then(async () => {
      const answer = await answerTo(request, packages);
      port.postMessage(answer, 'bytes' in answer ? [answer.bytes.buffer] : []);
    });
  });
  say({ ready: true });
}

async function loaded(folder: string): Promise<Packages | undefined> {
  try {
    return await loadPackages(folder);
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

async function answerTo(request: WriteRequest, packages: Packages): Promise<WriteAnswer> {
  const { type, packageVersion, input } = request;
  const message = packages.message(type, {
    version: versionOf(packageVersion),
    service: input.submission.service,
  });
  if (message?.packageVersion !== packageVersion) return { absent: true };
  try {
    // A copy of its own: what is handed over must not lie in a buffer that others share.
    return { bytes: new Uint8Array(await message.write(input)) };
  } catch (thrown) {
    return { failure: carried(thrown) };
  }
}

function say(what: FromThread): void {
  port.postMessage(what);
}
