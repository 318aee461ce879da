import { join } from 'node:path';
import { TRANSPORTS } from '#destinations';
import type { AcceptedSubmission } from '#domain';
import { loadLandscape } from '#landscape';
import { loadPackages } from '#packages';
import { readInside } from '#source-file';
import { loadSchemaSet, Validator } from '#xoev';
import { transformSubmission } from '../apps/transform/transform-submission.js';
import { type Measurement, median } from './measurement.js';
import { acceptedSample } from './sample.js';

/**
 * Messages a second through the whole step (reading the record, routing, mapping, writing, every check), beside
 * libxml2-wasm parsing and validating the same documents and doing nothing else.
 */
export async function benchTransform(root: string, seconds: number): Promise<Measurement[]> {
  const packages = await loadPackages(join(root, 'schemas'));
  const landscape = await loadLandscape(join(root, 'landscape/demo'), {
    transports: TRANSPORTS,
    services: packages,
  });
  const record = Buffer.from(JSON.stringify(acceptedSample(root)));
  const facts = {
    routing: landscape,
    messages: packages,
    product: { name: 'Nahtlos', vendor: 'Nahtlos', version: '0' },
    largestMessage: 950_000,
  };
  const transform = async () => {
    const accepted = JSON.parse(record.toString()) as AcceptedSubmission;
    return transformSubmission(accepted, 1_790_000_000_000, facts);
  };
  const [message] = (await transform()).messages;
  if (message === undefined) throw new Error('The sample gives no message.');
  const validator = Validator.compile(
    await loadSchemaSet({
      file: 'gewerbe/xsd/gewerbe.xsd',
      read: (file) => readInside(join(root, 'schemas'), file),
    }),
  );
  const validate = async () => {
    if (validator.validate(message.value).length > 0) throw new Error('The sample is not valid.');
  };
  const rounds: { validation: number; transform: number }[] = [];
  for (let round = 0; round < 5; round += 1) {
    rounds.push({
      validation: await rate(validate, seconds / 5),
      transform: await rate(transform, seconds / 5),
    });
  }
  return [
    {
      name: 'libxml2-wasm parses and validates',
      value: median(rounds.map((round) => round.validation)),
      unit: 'messages/s',
      details: { 'message bytes': message.value.length },
    },
    {
      name: 'transform: record to checked message',
      value: median(rounds.map((round) => round.transform)),
      unit: 'messages/s',
      ratio: {
        of: 'validation alone',
        value: median(rounds.map((round) => round.transform / round.validation)),
        aim: 0.6,
      },
      details: { 'record bytes': record.length },
    },
  ];
}

async function rate(work: () => Promise<unknown>, seconds: number): Promise<number> {
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let done = 0;
  while (performance.now() < end) {
    for (let once = 0; once < 20; once += 1) await work();
    done += 20;
  }
  return (done * 1000) / (performance.now() - begin);
}
