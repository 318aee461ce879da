/** The value of a record on `purges`; whose data is meant stands in its headers. */
export interface PurgeRequest {
  /** All messages that were made of the submission. */
  messageIds: string[];
}
