import { join } from 'node:path';
import { TRANSPORTS } from '#destinations';
import type { AcceptedSubmission } from '#domain';
import { loadLandscape } from '#landscape';
import { loadPackages } from '#packages';
import { transformSubmission } from '#transformation';
import { openValidator, type Validator } from '#xoev';
import { type Measurement, median } from './measurement.js';
import { rate } from './rate.js';
import { acceptedSample } from './sample.js';
import { largestOfOurs, ofXbau } from './subjects.js';

/**
 * Messages a second, beside libxml2-wasm parsing and validating the same documents and doing nothing else: the
 * whole step (reading the record and routing included) for an ordinary message, and writing with every check for
 * our largest and for one of an official standard.
 */
export async function benchTransform(root: string, seconds: number): Promise<Measurement[]> {
  const measurements = await ordinary(root, seconds);
  for (const subject of [await largestOfOurs(root), await ofXbau(root)]) {
    if (subject === undefined) continue;
    const { name, elements, bytes, validator, write } = subject;
    measurements.push(
      ...(await beside(
        { name: `mapping to checked message: ${name}`, bytes, validator, work: write },
        seconds,
        {
          elements,
        },
      )),
    );
    await subject.close();
  }
  return measurements;
}

async function ordinary(root: string, seconds: number): Promise<Measurement[]> {
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
    content: () => Promise.reject(new Error('Nothing is embedded here.')),
  };
  const work = async () => {
    const accepted = JSON.parse(record.toString()) as AcceptedSubmission;
    return transformSubmission(accepted, 1_790_000_000_000, facts);
  };
  const [message] = (await work()).messages;
  if (message === undefined) throw new Error('The sample gives no message.');
  const validator = await openValidator(join(root, 'schemas/gewerbe/xsd/gewerbe.xsd'), {
    within: join(root, 'schemas'),
  });
  const step = {
    name: 'transform: record to checked message',
    bytes: message.value,
    validator,
    work,
  };
  const measurements = await beside(step, seconds, { 'record bytes': record.length });
  validator.close();
  packages.close();
  return measurements;
}

interface Step {
  name: string;
  bytes: Uint8Array;
  validator: Validator;
  work(): unknown;
}

/** The two take turns, so that a slow moment of the machine meets both. */
async function beside(
  { name, bytes, validator, work }: Step,
  seconds: number,
  details: Record<string, number>,
): Promise<Measurement[]> {
  const validate = () => {
    if (validator.validate(bytes).length > 0) throw new Error(`${name} is not valid.`);
  };
  const rounds: { validation: number; work: number }[] = [];
  for (let round = 0; round < 5; round += 1) {
    rounds.push({
      validation: await rate(validate, seconds / 10),
      work: await rate(work, seconds / 10),
    });
  }
  return [
    {
      name: 'libxml2-wasm parses and validates',
      value: median(rounds.map((round) => round.validation)),
      unit: 'messages/s',
      details: { 'message bytes': bytes.length },
    },
    {
      name,
      value: median(rounds.map((round) => round.work)),
      unit: 'messages/s',
      ratio: {
        of: 'validation alone',
        value: median(rounds.map((round) => round.work / round.validation)),
        aim: 0.6,
      },
      details,
    },
  ];
}
