import {
  type DynamicModule,
  Inject,
  Module,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { EventLog } from '#event-log';
import type { ProblemLog } from '#http';
import type { Store } from '#store';
import { type PartBlobs, SweepBlobs, type SweepPorts } from '#upload';
import { AcceptSubmission } from './accept-submission.js';
import type { DeliverableService, Facts } from './check-submission.js';
import type { AreaFacts } from './deliverable-services.js';
import { FreeSpace, type FreeSpacePorts } from './free-space.js';
import { installationSecret } from './installation-secret.js';
import { registerIntakeRoutes } from './intake.routes.js';
import type { IntakeSettings } from './intake.settings.js';
import { IntakeMetrics, type MetricsPort } from './intake-metrics.js';
import { MIGRATIONS } from './migrations.js';
import type { Caller } from './platform.js';
import { PurgeBatch } from './purge-batch.js';
import { PurgesHandler } from './purges.handler.js';
import { RateLimit } from './rate-limit.js';
import { ReceiveUpload } from './receive-upload.js';
import { type InfoLog, RefusalLog } from './refusal-log.js';
import { RepliesHandler } from './replies/replies.handler.js';
import type { ReplyPorts } from './replies/reply.routes.js';
import { caseStanding } from './replies/reply-rows.js';
import { referencedBlobs, submissionById } from './submission-rows.js';
import type { Progress } from './submission-status.js';
import { SubmissionWriter } from './submission-writer.js';

interface Live<T> {
  current(): T;
}

/** What intake needs from outside. */
export interface IntakePorts {
  store: Store;
  eventLog: Pick<EventLog, 'append'>;
  blobs: PartBlobs & FreeSpacePorts['blobs'] & SweepPorts['blobs'];
  replyBlobs: ReplyPorts['blobs'];
  landscape: Live<Facts['routing'] & AreaFacts['routing']>;
  packages: Live<{
    service(
      key: string,
      edition?: { version?: string | undefined; on?: string | undefined },
    ): (DeliverableService & { formSchema?: object }) | undefined;
  }>;
  authenticate(presented: string): Caller | undefined;
  /** What the register knows of a submission. */
  progress(submissionId: string): Promise<Progress | undefined>;
  metrics: MetricsPort;
  health: {
    add(name: string, scope: 'ready', check: () => { ok: boolean; detail: string }): void;
  };
  log: ProblemLog & InfoLog;
  now(): Date;
  settings: IntakeSettings;
}

const PORTS = Symbol('intake ports');

/** With it a repetition is recognised whose content is purged. */
function fingerprintKey(store: Store): Promise<Buffer> {
  return installationSecret(store, 'submission-fingerprint');
}

@Module({})
export class IntakeModule implements OnModuleInit, OnModuleDestroy {
  readonly #ports: IntakePorts;
  readonly #fastify: FastifyInstance;
  #stops: (() => void)[] = [];

  constructor(@Inject(PORTS) ports: IntakePorts, @Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#ports = ports;
    this.#fastify = host.httpAdapter.getInstance<FastifyInstance>();
  }

  static register(ports: IntakePorts): DynamicModule {
    const { store, blobs } = ports;
    const purge = new PurgeBatch({ store, blobs, fingerprintKey: () => fingerprintKey(store) });
    return {
      module: IntakeModule,
      controllers: [PurgesHandler, RepliesHandler],
      providers: [
        { provide: PORTS, useValue: ports },
        { provide: PurgeBatch, useValue: purge },
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    const { store, eventLog, blobs, log, now, settings } = this.#ports;
    await store.migrate('intake', MIGRATIONS);
    const facts = () => ({
      routing: this.#ports.landscape.current(),
      services: this.#ports.packages.current(),
      maxAttachment: settings.maxAttachment,
    });
    const freeSpace = new FreeSpace({ blobs, floor: settings, log });
    const sweep = new SweepBlobs({
      blobs,
      isReferenced: (uris) => referencedBlobs(store, uris),
      uploadTimeout: settings.uploadTimeout,
      now,
      log,
    });
    const acceptance = new AcceptSubmission({
      store,
      writer: new SubmissionWriter({ store, eventLog }),
      facts,
      fingerprintKey: await fingerprintKey(store),
      now,
    });
    await registerIntakeRoutes(this.#fastify, {
      admission: {
        authenticate: this.#ports.authenticate,
        rateLimit: new RateLimit(settings.requestRate),
        freeSpace,
      },
      acceptance,
      upload: new ReceiveUpload({ acceptance, blobs, limits: settings, log }),
      status: {
        submission: (id) => submissionById(store, id),
        progress: this.#ports.progress,
        caseStanding: (id) => caseStanding(store, id),
      },
      replies: { store, blobs: this.#ports.replyBlobs, log },
      facts,
      formSchema: (service, version) => {
        const edition = { version, on: now().toISOString() };
        return this.#ports.packages.current().service(service, edition)?.formSchema;
      },
      metrics: new IntakeMetrics(this.#ports.metrics),
      refusals: new RefusalLog(log),
      log,
      maxData: settings.maxData,
      now,
    });
    await freeSpace.start();
    this.#ports.health.add('free space', 'ready', () => freeSpace.state());
    sweep.start();
    this.#stops = [() => sweep.stop(), () => freeSpace.stop()];
  }

  onModuleDestroy(): void {
    for (const stop of this.#stops) stop();
  }
}
