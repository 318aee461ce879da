import type { Finding, JsonObject, LevelOfAssurance } from '#domain';
import type { MessageInput } from './message-input.js';

/** What a service takes as attachments. `maximumSize` is in bytes, each attachment for itself. */
export interface AttachmentLimits {
  mediaTypes: readonly string[];
  maximumCount: number;
  maximumSize: number;
}

/** A service (Leistung) as its package defines it. */
export interface ServiceDefinition {
  /** Leistungsschlüssel. */
  key: string;
  name: string;
  cluster: string;
  packageId: string;
  /** `gewerbe@1.0.0` */
  packageVersion: string;
  /** The content is a demonstration, not fit for real use. */
  demonstration: boolean;
  /** The least level of assurance that the service itself demands. */
  levelOfAssurance: LevelOfAssurance | undefined;
  attachments: AttachmentLimits | undefined;
  /** Types of the messages that the package can make of a submission. */
  messages: readonly string[];
  /** JSON Schema (draft 2020-12) of the form data. */
  formSchema: Readonly<Record<string, unknown>>;
  /** What is wrong with the form data, all at once; pointers begin with `/data`. */
  checkForm(data: JsonObject): Finding[];
}

/** A type of message and how it is written. */
export interface MessageDefinition {
  /** Local name of the root element. */
  type: string;
  cluster: string;
  packageId: string;
  packageVersion: string;
  services: readonly string[];
  /**
   * Maps a submission and checks the message: mapping, characters, schema, code lists, rules of the package, size.
   * The same input gives the same bytes. A promise only where the mapping has expressions.
   *
   * @throws Failure `unmappable`, `invalid-character`, `unknown-code`, `invalid-message`, `rule-broken` or
   *   `message-too-large`, with every finding of that step
   */
  write(input: MessageInput): Uint8Array | Promise<Uint8Array>;
}
