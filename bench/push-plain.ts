import { readFileSync } from 'node:fs';
import { Agent } from 'undici';

/**
 * The yardstick of delivery: the same messages to the same case system, a connection for each of so many lanes, one
 * after the other in each, and nothing kept anywhere. Prints the seconds it took as JSON.
 */
const [url = '', ca = '', messages = '10000', lanes = '20'] = process.argv.slice(2);
const agent = new Agent({ connections: 64, pipelining: 1, connect: { ca: readFileSync(ca) } });
const body = Buffer.from(`<message>${'x'.repeat(3_000)}</message>`);
const each = Math.floor(Number(messages) / Number(lanes));
const begin = performance.now();
await Promise.all(
  Array.from({ length: Number(lanes) }, async (_, lane) => {
    for (let number = 0; number < each; number += 1) {
      const headers = { 'content-type': 'application/xml', 'webhook-id': `c${lane}-${number}` };
      const answer = await agent.request({ origin: url, path: '/', method: 'POST', headers, body });
      await answer.body.dump();
    }
  }),
);
process.stdout.write(JSON.stringify({ seconds: (performance.now() - begin) / 1000 }));
await agent.close();
