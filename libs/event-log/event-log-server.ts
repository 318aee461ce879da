import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { TOPICS, type TopicName } from '#domain';
import type { EventLog, Memory, RunningStep, Step, StoredEvent } from './event-log.js';

/** What the handler of a topic gets whose step has a memory; the others get the batch alone. */
export interface BatchWithMemory {
  batch: readonly StoredEvent[];
  memory: Memory;
}

type Payload = readonly StoredEvent[] | BatchWithMemory;

/**
 * Feeds `@EventPattern('<topic>')` handlers, or `'<app>.<topic>'` where several apps consume it, with batches of records from the event log, and commits what a handler
 * returns together with its progress. Refuses to start when a topic that the apps consume has no handler, or two.
 */
export class EventLogServer extends Server implements CustomTransportStrategy {
  readonly #apps: readonly string[];
  readonly #eventLog: EventLog;
  #steps: RunningStep[] = [];
  readonly #mistakes: string[] = [];

  constructor(ports: { apps: readonly string[]; eventLog: EventLog }) {
    super();
    this.#apps = ports.apps;
    this.#eventLog = ports.eventLog;
  }

  override addHandler(
    pattern: unknown,
    ...rest: Parameters<Server['addHandler']> extends [unknown, ...infer Rest] ? Rest : never
  ): void {
    if (this.messageHandlers.has(this.normalizePattern(pattern as string))) {
      this.#mistakes.push(`The topic ${pattern} has two handlers.`);
    }
    super.addHandler(pattern, ...rest);
  }

  listen(callback: (error?: unknown) => void): void {
    const consumed = (Object.keys(TOPICS) as TopicName[]).flatMap((topic) =>
      TOPICS[topic].consumers
        .filter((app) => this.#apps.includes(app))
        .map((app) => ({ app, topic })),
    );
    for (const { app, topic } of consumed) {
      if (!this.messageHandlers.has(patternOf(app, topic))) {
        this.#mistakes.push(`The topic ${topic} has no handler in ${app}.`);
      }
    }
    for (const pattern of this.messageHandlers.keys()) {
      if (!consumed.some(({ app, topic }) => patternOf(app, topic) === pattern)) {
        this.#mistakes.push(`The handler of ${pattern} handles no topic that these apps consume.`);
      }
    }
    if (this.#mistakes.length > 0) {
      callback(new Error(this.#mistakes.join(' ')));
      return;
    }
    this.#steps = consumed.map(({ app, topic }) =>
      this.#eventLog.process({
        name: `${app}.${topic}`,
        topic,
        ...memoryOf(topic),
        handle: (batch: readonly StoredEvent[], memory?: Memory) =>
          this.#handle(patternOf(app, topic), batch, memory),
      } as Step),
    );
    callback();
  }

  async close(): Promise<void> {
    await Promise.all(this.#steps.map((step) => step.stop()));
    this.#steps = [];
  }

  on(): never {
    throw new Error('The event log emits no events to listen to.');
  }

  unwrap<T>(): T {
    return this.#eventLog as T;
  }

  async #handle(
    pattern: string,
    batch: readonly StoredEvent[],
    memory: Memory | undefined,
  ): Promise<unknown> {
    const handler = this.messageHandlers.get(pattern);
    const payload: Payload = memory === undefined ? batch : { batch, memory };
    const result = this.transformToObservable(await handler?.(payload));
    return lastValueFrom(result, { defaultValue: undefined });
  }
}

/** What a handler names: its topic; where several apps consume that, its step, such as `intake.purges`. */
function patternOf(app: string, topic: TopicName): string {
  return TOPICS[topic].consumers.length > 1 ? `${app}.${topic}` : topic;
}

function memoryOf(topic: TopicName): { memory?: TopicName } {
  const entry = TOPICS[topic];
  return 'memory' in entry ? { memory: entry.memory } : {};
}
