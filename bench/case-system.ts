import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/**
 * A case system that takes messages by HTTPS and needs 0 to 5 ms for each. Prints its address; `GET /` tells how many it
 * got, and how many of them were not the next of their case. A message is called `<case>-<number>`.
 */
const [cert = '', key = ''] = process.argv.slice(2);
const LONGEST = 5;
const next = new Map<string, number>();
let got = 0;
let misplaced = 0;

const server = createServer(
  { cert: readFileSync(cert), key: readFileSync(key) },
  (request, reply) => {
    if (request.method === 'GET') {
      reply.end(JSON.stringify({ got, misplaced }));
      [got, misplaced] = [0, 0];
      next.clear();
      return;
    }
    request.resume();
    request.on('end', () => {
      const [caseId = '', number = ''] = String(request.headers['webhook-id']).split('-');
      if (Number(number) !== (next.get(caseId) ?? 0)) misplaced += 1;
      next.set(caseId, Number(number) + 1);
      got += 1;
      setTimeout(() => reply.writeHead(204).end(), (got * 7) % (LONGEST + 1));
    });
  },
);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`https://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
