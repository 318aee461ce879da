/** What an operator decides about all topics at once. */
export interface TopicOptions {
  /** Of every topic with a key, so that all records of a case lie in partitions of one number. */
  partitions: number;
  replication: number;
  /** Replicas that have a record before it counts as written. */
  minInsyncReplicas: number;
  /** Days that records with data of an application stay. */
  payloadRetention: number;
  /** Bytes of the largest record that any program may write. */
  largestRecord: number;
}

/** Data of an application is gone after this many days. */
export const PURGE_DAYS = 30;
