import type { Finding, JsonObject, LevelOfAssurance, StoredAttachment } from '#domain';
import type { Versioned } from './editions.js';
import type { FormLabels } from './forms/form-labels.js';
import type { Asked } from './mapping/context.js';
import type { MessageInput } from './message-input.js';
import type { RejectionCodes } from './rejections.js';
import type { SubmissionFacts } from './rules/rule-book.js';

/**
 * What a service takes as attachments. `maximumSize` is in bytes, each attachment for itself, `maximumTotal` all
 * together; of each `required` purpose there has to be one.
 */
export interface AttachmentLimits {
  mediaTypes: readonly string[];
  maximumCount: number;
  maximumSize: number;
  maximumTotal?: number;
  required: readonly string[];
}

/** Where a definition comes from. */
export interface OfPackage extends Versioned {
  cluster: string;
  packageId: string;
  /** The standard's own codes for failures, where the package has a table of them. */
  rejections: RejectionCodes;
}

/** A service (Leistung) as its package defines it. */
export interface ServiceDefinition extends OfPackage {
  /** Leistungsschlüssel. */
  key: string;
  name: string;
  /** The content is a demonstration, not fit for real use. */
  demonstration: boolean;
  /** The least level of assurance that the service itself demands. */
  levelOfAssurance: LevelOfAssurance | undefined;
  attachments: AttachmentLimits | undefined;
  /** Types of the messages that the package can make of a submission. */
  messages: readonly string[];
  /** JSON Schema (draft 2020-12) of the form data. */
  formSchema: Readonly<Record<string, unknown>>;
  /** The form as people read it. */
  labels: FormLabels;
  /** What the purpose of an attachment is called, as the list of purposes says that the messages take it from. */
  purposeName(purpose: string): string | undefined;
  /**
   * What is wrong with the form data, all at once; pointers begin with `/data`. `submission` is what came with it,
   * `receivedAt` included, for rules that look at it.
   */
  checkForm(data: JsonObject, submission: SubmissionFacts): Finding[];
}

/** A type of message and how it is written. */
export interface MessageDefinition extends OfPackage {
  /** Local name of the root element. */
  type: string;
  services: readonly string[];
  /** What it takes from the landscape and cannot do without. */
  asks: ReadonlySet<Asked>;
  /**
   * The attachments whose bytes `write` needs in `contents`, as the message embeds them.
   *
   * @throws Failure `message-too-large` where they are more together than the package embeds
   */
  embeds(attachments: readonly StoredAttachment[]): StoredAttachment[];
  /**
   * Maps a submission and checks the message: mapping, characters, schema, code lists, rules of the package, size.
   * The same input gives the same bytes. A promise only where the mapping has expressions.
   *
   * @throws Failure `unmappable`, `invalid-character`, `unknown-code`, `invalid-message`, `rule-broken` or
   *   `message-too-large`, with every finding of that step
   */
  write(input: MessageInput): Uint8Array | Promise<Uint8Array>;
  /**
   * What is wrong with a message of this type that was written elsewhere, or changed by hand: schema, code lists,
   * characters, rules of the package and size, all at once. `submission` is what came with it; without it the rules
   * are not asked.
   */
  check(message: Uint8Array, submission?: SubmissionFacts): Finding[];
  /** The same for people: the message as far as it comes, and what each check finds. */
  examine(input: MessageInput): Promise<Examination>;
}

/** The checks in the order in which a message passes them. */
export const CHECKS = [
  'form',
  'mapping',
  'characters',
  'code lists',
  'size',
  'schema',
  'rules',
] as const;
export type Check = (typeof CHECKS)[number];

export interface Examination {
  /** Undefined where the mapping gives none that could be looked at. */
  message: Uint8Array | undefined;
  /** By check; one that could not be made is missing. */
  results: ReadonlyMap<Check, readonly Finding[]>;
  /** What each element path of the message (names joined by `/`, from the root on) is taken from. */
  origins: ReadonlyMap<string, readonly string[]>;
}
