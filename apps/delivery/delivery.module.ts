import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import {
  awaitsAcknowledgement,
  type DestinationContext,
  destinationFor,
  TRANSPORTS,
} from '#destinations';
import { attachmentsPath, type DestinationConfig } from '#domain';
import type { EventLog } from '#event-log';
import type { Settings } from '#settings';
import type { Store } from '#store';
import type { Log, Metrics } from '#telemetry';
import { type PartBlobs, SweepBlobs, type SweepPorts } from '#upload';
import { AcknowledgeMessage } from './acknowledgement/acknowledge-message.js';
import type { Responsibility } from './acknowledgement/not-responsible.js';
import { AnswersHandler } from './answers/answers.handler.js';
import { registerDocumentRoutes } from './answers/document.routes.js';
import { LaidDocuments } from './answers/laid-documents.js';
import { TakeAnswers } from './answers/take-answers.js';
import type { Blobs } from './attempts/attachments-along.js';
import { OpenConnections } from './attempts/open-connections.js';
import { ClusterHandler } from './cluster.handler.js';
import { deliveryMetrics } from './delivery.metrics.js';
import type { DELIVERY_SETTINGS } from './delivery.settings.js';
import { destinationMetrics } from './destinations/destination-metrics.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { AttachmentLinks } from './inbox/attachment-links.js';
import type { Caller } from './inbox/case-system.js';
import { registerInboxRoutes } from './inbox/inbox.routes.js';
import { LeaseMessages } from './inbox/messages/lease-messages.js';
import { MIGRATIONS } from './migrations.js';
import { OperateBatch } from './operate-batch.js';
import { OperationsHandler } from './operations.handler.js';
import { PurgeBatch } from './purge-batch.js';
import { PurgesHandler } from './purges.handler.js';
import { QueueBatch } from './queue-batch.js';
import { referencedDocuments } from './replies/keep-reply.js';
import { QueueReplies } from './replies/queue-replies.js';
import { REPLY_UPLOAD_TIMEOUT, ReceiveReply } from './replies/receive-reply.js';
import { registerReplyRoutes } from './replies/reply.routes.js';
import { WebhookHandler } from './replies/webhook.handler.js';

interface DeliveryLandscape {
  destination(id: string): DestinationConfig | undefined;
  responsible(service: string, key: string, on: Date): ReturnType<Responsibility['elsewhere']>;
}

import type { Summaries } from './summary/summaries.js';

export interface DeliveryPorts {
  store: Store;
  eventLog: EventLog;
  blobs: Blobs;
  replyBlobs: PartBlobs & SweepPorts['blobs'];
  landscape: { current(): DeliveryLandscape };
  summaries: Pick<Summaries, 'of' | 'remove' | 'start' | 'stop'>;
  destinationContext: DestinationContext;
  /** The address at which case systems reach this service, where somebody named it. */
  publicUrl?: string | undefined;
  authenticate(presented: string): Caller | undefined;
  log: Log;
  metrics: Metrics;
  clock(): Date;
  settings: Settings<typeof DELIVERY_SETTINGS>;
}

const PORTS = Symbol('delivery ports');

@Module({})
export class DeliveryModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #sweep: SweepBlobs;

  constructor(
    @Inject(PORTS) private readonly ports: DeliveryPorts,
    @Inject(Dispatcher) private readonly dispatcher: Dispatcher,
    @Inject(OpenConnections) private readonly connections: OpenConnections,
    @Inject(AcknowledgeMessage) private readonly acknowledgement: AcknowledgeMessage,
    @Inject(LaidDocuments) private readonly documents: LaidDocuments,
    @Inject(AttachmentLinks) private readonly links: AttachmentLinks,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {
    const { store, replyBlobs, clock, log } = ports;
    this.#sweep = new SweepBlobs({
      blobs: replyBlobs,
      isReferenced: async (uris) => {
        await documents.forget();
        return referencedDocuments(store, uris);
      },
      uploadTimeout: REPLY_UPLOAD_TIMEOUT,
      now: clock,
      log,
    });
  }

  static register(ports: DeliveryPorts): DynamicModule {
    const links = new AttachmentLinks();
    const { publicUrl } = ports;
    const context: DestinationContext = {
      ...ports.destinationContext,
      attachmentsLink:
        publicUrl === undefined
          ? undefined
          : (of, expires) => `${publicUrl}${links.linkTo(attachmentsPath(of), expires)}`,
    };
    const connections = new OpenConnections({
      knowsTransport: (type) => TRANSPORTS.some((transport) => transport.type === type),
      open: (config) => destinationFor(config, context),
      log: ports.log,
    });
    const dispatcher = new Dispatcher({
      store: ports.store,
      eventLog: ports.eventLog,
      blobs: ports.blobs,
      summaries: ports.summaries,
      connections,
      destination: (id) => ports.landscape.current().destination(id),
      awaitsAcknowledgement,
      meter: deliveryMetrics(ports),
      log: ports.log,
      now: () => ports.clock().getTime(),
      ticks: () => performance.now(),
      random: Math.random,
      settings: ports.settings,
    });
    destinationMetrics(ports);
    const queue = {
      wake: (destinations: Iterable<string>) => dispatcher.wake(destinations),
      now: ports.clock,
    };
    const acknowledgement = new AcknowledgeMessage({
      ...ports,
      ...queue,
      responsibility: {
        elsewhere: (service, key) =>
          ports.landscape.current().responsible(service, key, ports.clock()),
        rule: (id) => ports.landscape.current().destination(id)?.notResponsible ?? 'dead-letter',
      },
    });
    const documents = new LaidDocuments({
      ...ports,
      blobs: ports.replyBlobs,
      limits: replyLimits(ports),
      now: ports.clock,
    });
    return {
      module: DeliveryModule,
      controllers: [
        AnswersHandler,
        ClusterHandler,
        OperationsHandler,
        PurgesHandler,
        WebhookHandler,
      ],
      providers: [
        { provide: PORTS, useValue: ports },
        { provide: Dispatcher, useValue: dispatcher },
        { provide: AttachmentLinks, useValue: links },
        { provide: OpenConnections, useValue: connections },
        { provide: QueueBatch, useValue: new QueueBatch(queue) },
        { provide: PurgeBatch, useValue: new PurgeBatch(ports) },
        {
          provide: QueueReplies,
          useValue: new QueueReplies({
            ...queue,
            knows: (id) => ports.landscape.current().destination(id) !== undefined,
          }),
        },
        {
          provide: OperateBatch,
          useValue: new OperateBatch({
            ...queue,
            decided: (destinations) => dispatcher.decided(destinations),
          }),
        },
        { provide: AcknowledgeMessage, useValue: acknowledgement },
        { provide: LaidDocuments, useValue: documents },
        {
          provide: TakeAnswers,
          useValue: new TakeAnswers({
            ...ports,
            acknowledgement,
            replyMediaTypes: replyLimits(ports).replyMediaTypes,
            now: ports.clock,
          }),
        },
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.ports.store.migrate('delivery', MIGRATIONS);
    await this.links.open(this.ports.store);
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    const { acknowledgement, links } = this;
    const { store, eventLog, replyBlobs, log, clock, authenticate } = this.ports;
    const destination = (id: string) => this.ports.landscape.current().destination(id);
    const leases = new LeaseMessages({
      store,
      destination,
      publicUrl: this.ports.publicUrl,
      now: clock,
    });
    await registerInboxRoutes(fastify, {
      ...this.ports,
      ...{ acknowledgement, links, leases, destination },
    });
    const replies = new ReceiveReply({
      store,
      eventLog,
      blobs: replyBlobs,
      limits: replyLimits(this.ports),
      now: clock,
      log,
    });
    await registerReplyRoutes(fastify, { replies, authenticate, log });
    await registerDocumentRoutes(fastify, { documents: this.documents, authenticate, log });
    this.#sweep.start();
  }

  onApplicationBootstrap(): void {
    this.dispatcher.start();
    this.ports.summaries.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.#sweep.stop();
    await this.dispatcher.stop();
    await this.connections.close();
    await this.ports.summaries.stop();
  }
}

function replyLimits({ settings }: Pick<DeliveryPorts, 'settings'>) {
  return {
    maxReplyDocument: settings.maxReplyDocument,
    replyMediaTypes: settings.replyMediaTypes.split(',').map((type) => type.trim()),
  };
}
