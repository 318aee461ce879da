import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { SqliteStore } from '#store';
import { KafkaBed } from '../../../../test/event-log/kafka-bed.js';
import { kafkaBrokers } from '../../../../test/fixtures/servers.js';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.js';
import { until } from '../../../../test/fixtures/until.js';

/** A port at which nobody listens until it is opened; then it leads to the broker. */
async function closedDoor() {
  const [host = '', port = ''] = (kafkaBrokers()[0] ?? '').split(':');
  const sockets = new Set<Socket>();
  const door = createServer((socket) => {
    const broker = connect(Number(port), host);
    for (const end of [socket, broker]) {
      sockets.add(end);
      end.on('error', () => {});
    }
    socket.pipe(broker).pipe(socket);
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const { port: number } = door.address() as AddressInfo;
  door.close();
  await once(door, 'close');
  return {
    address: `127.0.0.1:${number}`,
    open: async () => {
      door.listen(number, '127.0.0.1');
      await once(door, 'listening');
    },
    close: () => {
      door.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

it('a step that begins while Kafka is away ends no process, and handles what is there once it answers', async () => {
  const bed = await KafkaBed.create();
  const store = new SqliteStore(join(temporaryFolder(), 'nahtlos.db'));
  const door = await closedDoor();
  const retried: string[] = [];
  const crashed: unknown[] = [];
  const log = await bed.open(
    store,
    {
      retrying: (name) => void retried.push(name),
      crashed: (_name, cause) => void crashed.push(cause),
    },
    [door.address],
  );
  const handled: string[] = [];
  const step = log.process({
    name: 'delivery.operations',
    topic: 'operations',
    handle: async (batch) => {
      handled.push(...batch.map(({ key }) => key));
      return undefined;
    },
  });
  const event = { topic: 'operations', key: 'a', value: Buffer.from('1'), headers: {} };
  await store.write((tx) => log.append(tx, [event]));
  await until(() => (retried.length + crashed.length > 0 ? true : undefined));
  expect(crashed).toEqual([]);
  await door.open();
  await until(() => (handled.length > 0 ? true : undefined));
  await step.stop();
  await log.close();
  await store.close();
  door.close();
  expect(handled).toEqual(['a']);
  expect(crashed).toEqual([]);
}, 180_000);
