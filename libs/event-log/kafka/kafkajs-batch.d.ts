declare module 'kafkajs/src/consumer/batch.js' {
  import type { RawRecord } from './records.js';

  /** What one fetch gave of a partition, without aborted and control records. */
  export default class Batch {
    constructor(
      topic: string,
      fetchedOffset: string,
      partitionData: { partition: number; errorCode: number; messages: unknown[] },
    );
    readonly messages: RawRecord[];
    readonly rawMessages: unknown[];
    lastOffset(): string;
  }
}
