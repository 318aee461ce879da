/** Where a command talks to. */
export interface Terminal {
  say(line: string): void;
  complain(line: string): void;
  env: Readonly<Record<string, string | undefined>>;
}

export interface Option {
  /** What the value stands for, e.g. `FILE`; a switch has none. */
  value?: string;
  description: string;
  required?: boolean;
  /** May be given several times. */
  multiple?: boolean;
}

export interface Positional {
  name: string;
  description: string;
  optional?: boolean;
  /** Takes all that is left; the last one only. */
  several?: boolean;
}

type Given<Options extends Record<string, Option>> = {
  [Name in keyof Options]: Options[Name] extends { value: string }
    ? Options[Name] extends { multiple: true }
      ? string[]
      : Options[Name] extends { required: true }
        ? string
        : string | undefined
    : boolean;
};

/** One command, described well enough that its help writes itself. */
export interface Command {
  /** The words that call it, e.g. `dead-letters list`. */
  name: string;
  summary: string;
  /** What else one has to know, a sentence an entry. */
  description: readonly string[];
  positionals: readonly Positional[];
  options: Record<string, Option>;
  /**
   * What the exit codes mean, beside 2 (wrong call) and 3 (could not be carried out). A command that works on files
   * alone, and says what 2 means for it, has no 3: files that are not there are a wrong call.
   */
  exits: { 0: string; 1?: string; 2?: string };
  run(call: {
    positionals: readonly string[];
    options: never;
    terminal: Terminal;
  }): Promise<number>;
}

/** Keeps the types of the options, so that `run` gets what was declared. */
export function defineCommand<const Options extends Record<string, Option>>(
  command: Omit<Command, 'run' | 'options'> & {
    options: Options;
    run(call: {
      positionals: readonly string[];
      options: Given<Options>;
      terminal: Terminal;
    }): Promise<number>;
  },
): Command {
  return command as unknown as Command;
}

/** The call itself is wrong; the sentence says how. */
export class WrongCall extends Error {
  override readonly name = 'WrongCall';
}
