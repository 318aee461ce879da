import type { Finding } from '#domain';

/** What a department requires beyond the schema. */
export interface Rule {
  /** On what it looks. */
  on: 'form' | 'message';
  /** Services, or of rules on the message types of messages, that it is for; undefined for all. */
  services: readonly string[] | undefined;
  messages: readonly string[] | undefined;
  /** The places of the form that the rule looks at. */
  used: readonly object[];
  /** Fields that it demands, named from the root of the form. */
  demanded: readonly string[];
  /** The sentence for the sender. */
  message: string;
  check(facts: RuleFacts): Finding[];
}

/** What a rule can know: the form data or the message's content, and what came with the submission. */
export interface RuleFacts {
  data: unknown;
  /** Where `data` begins: `/data`, or the path of the root element. */
  pointer: string;
  submission: Readonly<Record<string, unknown>>;
}

/** As it stands in package.yaml. */
export interface RuleSource {
  message: string;
  on?: 'form' | 'message';
  services?: string[];
  messages?: string[];
  each?: string;
  when?: unknown;
  require?: unknown;
  forbid?: unknown;
  anyOf?: string[];
  oneOf?: string[];
  atLeast?: { count: number; of: string };
  order?: (string | { submission: string })[];
  strict?: boolean;
}
