import type { FailureCode, Finding } from '#domain';
import type { MessageInput } from '#transformation';

/** What a thread is started with. */
export interface ThreadData {
  /** The folder of all packages. */
  folder: string;
  /** The packages have to have this version: a thread never writes with another. */
  version: string;
}

/** A message to write. The input crosses to the thread as a structured clone. */
export interface WriteRequest {
  type: string;
  packageVersion: string;
  input: MessageInput;
}

/** A failure as it crosses between threads, which know no common classes. */
export interface CarriedFailure {
  code: FailureCode;
  message: string;
  findings: readonly Finding[];
  /** The error behind it. The log goes by its name to know whether its message quotes what it read. */
  cause: { name: string; message: string; stack: string | undefined } | undefined;
}

/** Requests are answered in their order; `absent` says that the thread has no such message of that version. */
export type WriteAnswer =
  | { bytes: Uint8Array<ArrayBuffer> }
  | { failure: CarriedFailure }
  | { absent: true };

/** First of all a thread says whether it has the packages; after that it only answers. */
export type FromThread = { ready: true } | { unfit: string } | WriteAnswer;
