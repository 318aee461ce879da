import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { projectFolder } from '../../servers/project-folder.js';
import type { Random } from './random.js';

/** Milliseconds that a platform waits for an answer before it sends again. */
const PATIENCE = 10_000;
/** Milliseconds within which submissions are acknowledged again once nothing fails any more. */
const GOES_ON_WITHIN = 120_000;
const BEFORE_SENDING_AGAIN = 200;
/** An application and what follows it. */
const SUBMISSIONS_PER_CASE = 4;

/** Services of the demo, what their messages are called to readers of the topics, and where they go. */
const SERVICES = [
  {
    example: 'gewerbe/examples/neugruendung-gmbh-mainz.json',
    cluster: 'gewerbe',
    destinations: ['gewerbe-mainz'],
  },
  {
    example: 'steuern/examples/zwei-hunde-budenheim.json',
    cluster: 'steuern',
    destinations: ['steuern-budenheim'],
  },
  {
    example: 'meldewesen/examples/familie-flonheim.json',
    cluster: 'meldewesen',
    destinations: ['meldewesen-alzey-land', 'haushalte-alzey-worms'],
  },
] as const;
type LoadedService = (typeof SERVICES)[number];

/** Where messages of the load go. */
export const CLUSTERS = SERVICES.map(({ cluster }) => cluster);

/** What only transform can see: one breed outside the code list. */
const FAULTY = 'landscape/demo/faulty/unknown-breed.json';

/** A submission that was answered with 202 or 200. */
export interface Accepted {
  submissionId: string;
  caseId: string;
  cluster: string;
  destinations: readonly string[];
  /** Whether it can only end as discarded. */
  faulty: boolean;
}

/** Milliseconds between two submissions of a platform. */
export interface Pauses {
  least: number;
  longest: number;
}

/** Platforms that send submissions of many cases, and send again what was not acknowledged. */
export class Load {
  readonly #senders: Sender[];
  #sending: Promise<unknown> | undefined;
  /** In the order of the acknowledgements. */
  readonly accepted: Accepted[] = [];

  /** `url`: of any intake; undefined while none runs. */
  constructor(ports: {
    senders: number;
    pauses: Pauses;
    random: Random;
    url(): string | undefined;
  }) {
    this.#senders = Array.from(
      { length: ports.senders },
      (_, number) =>
        new Sender({
          ...ports,
          name: `sender-${number}`,
          service: SERVICES[number % SERVICES.length] as LoadedService,
          note: (accepted) => this.accepted.push(accepted),
        }),
    );
  }

  start(): void {
    this.#sending = Promise.all(this.#senders.map((sender) => sender.send()));
    this.#sending.catch(() => undefined);
  }

  /** Ends when all that was sent is acknowledged. */
  async finish(): Promise<void> {
    for (const sender of this.#senders) sender.finishing = true;
    await this.#sending;
  }

  /**
   * Waits until so many more are acknowledged.
   *
   * @throws Error where no more come
   */
  async goesOn(submissions: number): Promise<void> {
    const goal = this.accepted.length + submissions;
    const deadline = Date.now() + GOES_ON_WITHIN;
    while (this.accepted.length < goal) {
      if (Date.now() > deadline) throw new Error('No submission is acknowledged any more.');
      await Promise.race([setTimeout(50), this.#sending]);
    }
  }
}

interface SenderPorts {
  name: string;
  service: LoadedService;
  pauses: Pauses;
  random: Random;
  url(): string | undefined;
  note(accepted: Accepted): void;
}

class Sender {
  readonly #ports: SenderPorts;
  finishing = false;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
  }

  async send(): Promise<void> {
    const { service, name, pauses, random, note } = this.#ports;
    let application: string | null = null;
    for (let number = 0; !this.finishing; number += 1) {
      const follows = number % SUBMISSIONS_PER_CASE !== 0;
      const faulty = service.cluster === 'steuern' && follows && random.next() < 0.1;
      const body = JSON.stringify({
        ...bodyOf(faulty ? FAULTY : join('schemas', service.example)),
        reference: `${name}-${number}`,
        attachments: [],
        kind: follows ? 'supplement' : 'application',
        relatesTo: follows ? application : null,
      });
      const { submissionId, caseId } = await this.#untilAcknowledged(body);
      const { cluster, destinations } = service;
      note({ submissionId, caseId, cluster, destinations, faulty });
      if (!follows) application = submissionId;
      await setTimeout(random.between(pauses.least, pauses.longest));
    }
  }

  async #untilAcknowledged(body: string): Promise<{ submissionId: string; caseId: string }> {
    for (;;) {
      const url = this.#ports.url();
      const answer = url === undefined ? undefined : await post(url, body);
      if (answer?.status === 202 || answer?.status === 200) return JSON.parse(answer.text);
      if (answer !== undefined && answer.status < 500 && answer.status !== 429) {
        throw new Error(`A submission was answered with ${answer.status}: ${answer.text}`);
      }
      await setTimeout(BEFORE_SENDING_AGAIN);
    }
  }
}

/** Undefined where no answer came. */
async function post(
  url: string,
  body: string,
): Promise<{ status: number; text: string } | undefined> {
  try {
    const answer = await fetch(`${url}/v1/submissions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer demo-key' },
      body,
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return undefined;
  }
}

const bodies = new Map<string, object>();

function bodyOf(path: string): object {
  const known = bodies.get(path);
  if (known !== undefined) return known;
  const body = JSON.parse(readFileSync(join(projectFolder(), path), 'utf8')) as object;
  bodies.set(path, body);
  return body;
}
