import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { SqliteStore } from '#store';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { until } from '../../test/fixtures/until.js';
import { EmbeddedEventLog } from './embedded/embedded-event-log.js';
import type { PureResult, StoredEvent } from './event-log.js';
import { type BatchWithMemory, EventLogServer } from './event-log-server.js';
import { StepHandler } from './step-handler.js';

@Controller()
class Submissions {
  @EventPattern('submissions')
  async submissions(@Payload() { batch }: BatchWithMemory): Promise<PureResult> {
    return {
      events: batch.map(({ key, value, headers }) => ({
        topic: 'cluster.gewerbe',
        key,
        value,
        headers,
      })),
    };
  }
}

@Controller()
class SubmissionsAgain extends Submissions {
  @EventPattern('submissions')
  override submissions(@Payload() work: BatchWithMemory): Promise<PureResult> {
    return super.submissions(work);
  }
}

@StepHandler()
class Failing {
  @EventPattern('submissions')
  async submissions(@Payload() _work: BatchWithMemory): Promise<PureResult> {
    throw new RangeError('out of range');
  }
}

const seen: string[] = [];

@StepHandler()
class IntakePurges {
  @EventPattern('intake.purges')
  async purges(@Payload() _batch: readonly StoredEvent[]): Promise<void> {
    seen.push('intake');
  }
}

@StepHandler()
class DeliveryPurges {
  @EventPattern('delivery.purges')
  async purges(@Payload() _batch: readonly StoredEvent[]): Promise<void> {
    seen.push('delivery');
  }
}

/** What else intake consumes. */
@StepHandler()
class IntakeRest {
  @EventPattern('intake.replies')
  async replies(@Payload() _batch: readonly StoredEvent[]): Promise<void> {}
}

/** What else delivery consumes. */
@StepHandler()
class DeliveryRest {
  @EventPattern('delivery.replies')
  async replies(@Payload() _batch: readonly StoredEvent[]): Promise<void> {}

  @EventPattern('cluster')
  async cluster(@Payload() _batch: readonly StoredEvent[]): Promise<void> {}

  @EventPattern('answers')
  async answers(@Payload() _batch: readonly StoredEvent[]): Promise<void> {}

  @EventPattern('operations')
  async operations(@Payload() _batch: readonly StoredEvent[]): Promise<void> {}
}

describe('the event log as a Nest transport', () => {
  let store: SqliteStore;
  let eventLog: EmbeddedEventLog;
  const causes: unknown[] = [];

  beforeEach(async () => {
    store = new SqliteStore(join(temporaryFolder(), 'nahtlos.db'));
    eventLog = await EmbeddedEventLog.open({
      store,
      observer: {
        retrying: (_step, _attempt, _pause, cause) => causes.push(cause),
        poisoned: (_step, _record, cause) => causes.push(cause),
      },
      now: Date.now,
    });
  });
  afterEach(async () => {
    await eventLog.close();
    await store.close();
  });

  const appWith = async (controllers: (new () => unknown)[], apps = ['transform']) => {
    const module = await Test.createTestingModule({ controllers: controllers as never }).compile();
    module.useLogger(false);
    const app = module.createNestMicroservice({
      strategy: new EventLogServer({ apps, eventLog }),
    });
    return app;
  };

  it('feeds a handler with batches and appends what it returns', async () => {
    const app = await appWith([Submissions]);
    await app.listen();
    await store.write((tx) =>
      eventLog.append(tx, [
        { topic: 'submissions', key: 'a', value: Buffer.from('1'), headers: {} },
      ]),
    );
    const published = await until(async () => {
      for await (const record of eventLog.read('cluster.gewerbe', { from: 0n })) return record;
      return undefined;
    });
    await app.close();
    expect(Buffer.from(published.value).toString()).toBe('1');
  });

  it('does not start when a consumed topic has no handler', async () => {
    const app = await appWith([]);
    await expect(app.listen()).rejects.toThrow(
      'The topic submissions has no handler in transform.',
    );
  });

  it('does not start when a topic has two handlers', async () => {
    const app = await appWith([Submissions, SubmissionsAgain]);
    await expect(app.listen()).rejects.toThrow('The topic submissions has two handlers.');
  });

  it('shows each app the whole of a topic that several consume', async () => {
    const app = await appWith([IntakePurges, IntakeRest, DeliveryPurges], ['intake']);
    await expect(app.listen()).rejects.toThrow(
      'The handler of delivery.purges handles no topic that these apps consume.',
    );
    const both = await appWith(
      [IntakePurges, IntakeRest, DeliveryPurges, DeliveryRest],
      ['intake', 'delivery'],
    );
    await both.listen();
    await store.write((tx) =>
      eventLog.append(tx, [{ topic: 'purges', key: 'a', value: Buffer.from('1'), headers: {} }]),
    );
    await until(() => (seen.length === 2 ? true : undefined));
    await both.close();
    expect(seen.sort()).toEqual(['delivery', 'intake']);
  });

  it('does not start when one of several apps has no handler', async () => {
    const app = await appWith([IntakePurges, IntakeRest, DeliveryRest], ['intake', 'delivery']);
    await expect(app.listen()).rejects.toThrow('The topic purges has no handler in delivery.');
  });

  it('lets the runner see what a handler really threw', async () => {
    // Connected to an HTTP server, as every program has it.
    const module = await Test.createTestingModule({ controllers: [Failing] }).compile();
    const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
    app.connectMicroservice({
      strategy: new EventLogServer({ apps: ['transform'], eventLog }),
    });
    await app.init();
    await app.startAllMicroservices();
    await store.write((tx) =>
      eventLog.append(tx, [
        { topic: 'submissions', key: 'a', value: Buffer.from('1'), headers: {} },
      ]),
    );
    const cause = await until(() => causes[0]);
    await app.close();
    expect(cause).toBeInstanceOf(RangeError);
  });
});
