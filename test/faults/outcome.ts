import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { HEADERS } from '#domain';
import type { FaultBed } from './bed.js';
import type { Accepted } from './load.js';
import { Operator } from './operator.js';
import { type CommittedRecord, readCommitted } from './read-committed.js';

/** Milliseconds within which all that was accepted comes to its end. The machine may be busy with other things. */
const PATIENCE = 180_000;
const LISTED = 5;

/** Marks what the faults themselves have written into topics. */
export const FOREIGN = 'foreign';

/** The promises that did not hold for what the load has sent, as sentences; none where all is well. */
export async function brokenPromises(bed: FaultBed): Promise<string[]> {
  const broken = await settledOrNot(bed);
  const { accepted } = bed.load;
  const records = (await readCommitted(bed.servers.kafka.brokers, clusterTopics(bed))).filter(
    ({ headers }) => headers[FOREIGN] === undefined,
  );
  const files = await filesAt(bed.out);
  return [
    ...broken,
    ...listed('were acknowledged twice as different submissions', repeated(accepted)),
    ...listed('stand more than once in their topic', repeatedRecords(records)),
    ...notWhatWasExpected('topics', accepted, records.map(addressOfRecord)),
    ...notWhatWasExpected('destinations', accepted, addressesOfFiles(files, records)),
    ...listed('differ between topic and destination', otherBytes(files, records)),
    ...listed('are out of order in their topic', outOfOrderInTopic(accepted, records)),
    ...listed(
      'reached a destination out of order',
      outOfOrderAtDestination(accepted, records, files),
    ),
  ];
}

/** Waits until nothing is under way any more, while an operator discards what is a dead letter. */
async function settledOrNot(bed: FaultBed): Promise<string[]> {
  const operator = new Operator(bed);
  const { accepted } = bed.load;
  const faulty = accepted.filter((submission) => submission.faulty).length;
  const expected = {
    accepted: accepted.length,
    delivered: accepted.length - faulty,
    rejected: 0,
    discarded: faulty,
    inProgress: 0,
    deadLettered: 0,
  };
  const wanted = JSON.stringify(expected);
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    await operator.discardAll();
    const ledger = await operator.ledger();
    if (ledger?.closed && JSON.stringify(ledger.sums) === wanted) return [];
    if (Date.now() > deadline) {
      return [
        `The ledger is ${JSON.stringify(ledger)} and not closed with ${wanted}.`,
        ...bed.all.map((instance) => instance.lastWords()),
      ];
    }
    await setTimeout(500);
  }
}

function clusterTopics(bed: FaultBed): string[] {
  const clusters = new Set(bed.load.accepted.map(({ cluster }) => cluster));
  return [...clusters].map((cluster) => `${bed.prefix}cluster.${cluster}`);
}

interface DeliveredFile {
  destination: string;
  messageId: string;
  sha256: string;
  /** When it got its name, in nanoseconds. */
  appeared: bigint;
}

async function filesAt(out: string): Promise<DeliveredFile[]> {
  const files: DeliveredFile[] = [];
  for (const destination of await readdir(out)) {
    for (const name of await readdir(join(out, destination))) {
      if (!name.endsWith('.xml') || name.startsWith('.')) continue;
      const path = join(out, destination, name);
      files.push({
        destination,
        messageId: name.slice(0, -'.xml'.length),
        sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
        appeared: statSync(path, { bigint: true }).ctimeNs,
      });
    }
  }
  return files;
}

/** A message by its submission and destination: there is one for each. */
function address(submissionId: string | undefined, destination: string | undefined): string {
  return `${submissionId} for ${destination}`;
}

function addressOfRecord({ headers }: CommittedRecord): string {
  return address(headers[HEADERS.submissionId], headers[HEADERS.destination]);
}

function addressesOfFiles(
  files: readonly DeliveredFile[],
  records: readonly CommittedRecord[],
): string[] {
  const submissions = new Map(
    records.map(({ headers }) => [headers[HEADERS.messageId], headers[HEADERS.submissionId]]),
  );
  return files.map(({ messageId, destination }) =>
    address(submissions.get(messageId), destination),
  );
}

function notWhatWasExpected(
  where: string,
  accepted: readonly Accepted[],
  found: readonly string[],
): string[] {
  const expected = accepted
    .filter(({ faulty }) => !faulty)
    .flatMap(({ submissionId, destinations }) =>
      destinations.map((destination) => address(submissionId, destination)),
    );
  const there = new Set(found);
  const known = new Set(expected);
  const times = new Map<string, number>();
  for (const one of found) times.set(one, (times.get(one) ?? 0) + 1);
  return [
    ...listed(
      `are missing in the ${where}`,
      expected.filter((one) => !there.has(one)),
    ),
    ...listed(
      `are in the ${where}, and nobody has sent them`,
      found.filter((one) => !known.has(one)),
    ),
    ...listed(
      `are in the ${where} more than once, whatever their message ids`,
      [...times].filter(([, count]) => count > 1).map(([one]) => one),
    ),
  ];
}

function repeated(accepted: readonly Accepted[]): string[] {
  return twice(accepted.map(({ submissionId }) => submissionId));
}

function repeatedRecords(records: readonly CommittedRecord[]): string[] {
  return twice(records.map(({ topic, headers }) => `${headers[HEADERS.messageId]} in ${topic}`));
}

function twice(all: readonly string[]): string[] {
  const seen = new Set<string>();
  return all.filter((one) => seen.size === seen.add(one).size);
}

function otherBytes(
  files: readonly DeliveredFile[],
  records: readonly CommittedRecord[],
): string[] {
  const hashes = new Map(records.map((one) => [one.headers[HEADERS.messageId], one.sha256]));
  return files
    .filter(({ messageId, sha256 }) => hashes.has(messageId) && hashes.get(messageId) !== sha256)
    .map(({ messageId }) => messageId);
}

function outOfOrderInTopic(
  accepted: readonly Accepted[],
  records: readonly CommittedRecord[],
): string[] {
  const places = new Map(records.map((one) => [addressOfRecord(one), one]));
  return pairsOfCases(accepted)
    .filter(([earlier, later]) => {
      const [first, second] = [places.get(earlier), places.get(later)];
      if (first === undefined || second === undefined) return false;
      return first.partition !== second.partition || first.offset > second.offset;
    })
    .map(([, later]) => later);
}

function outOfOrderAtDestination(
  accepted: readonly Accepted[],
  records: readonly CommittedRecord[],
  files: readonly DeliveredFile[],
): string[] {
  const addresses = addressesOfFiles(files, records);
  const times = new Map(files.map(({ appeared }, index) => [addresses[index], appeared]));
  return pairsOfCases(accepted)
    .filter(([earlier, later]) => {
      const [first, second] = [times.get(earlier), times.get(later)];
      return first !== undefined && second !== undefined && first > second;
    })
    .map(([, later]) => later);
}

/** Each message with the one before it in its case at the same destination. */
function pairsOfCases(accepted: readonly Accepted[]): [string, string][] {
  const newest = new Map<string, string>();
  const pairs: [string, string][] = [];
  for (const { submissionId, caseId, destinations, faulty } of accepted) {
    if (faulty) continue;
    for (const destination of destinations) {
      const line = address(caseId, destination);
      const message = address(submissionId, destination);
      const before = newest.get(line);
      if (before !== undefined) pairs.push([before, message]);
      newest.set(line, message);
    }
  }
  return pairs;
}

function listed(what: string, found: readonly string[]): string[] {
  if (found.length === 0) return [];
  return [`${found.length} ${what}: ${found.slice(0, LISTED).join(', ')}.`];
}
