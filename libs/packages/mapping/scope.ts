import type { FailureCode, Finding } from '#domain';
import type { MessageInput } from '../message-input.js';
import type { MessageKind } from './values/facts.js';

/** What goes wrong while a message is written; all of it is listed. */
export interface MappingFinding extends Finding {
  failure: Extract<FailureCode, 'unmappable' | 'invalid-character' | 'unknown-code'>;
}

/** One writing of one message. */
export class Run {
  readonly findings: MappingFinding[] = [];
  /** Results of expressions, by expression and place; collected first where a mapping has any. */
  expressions: ExpressionResults | undefined;

  constructor(
    readonly input: MessageInput,
    readonly kind: MessageKind,
  ) {}
}

export interface ExpressionResults {
  resultOf(expression: number, scope: Scope): string | undefined;
}

/** Where a mapping stands in the data: the item that relative paths begin at. */
export class Scope {
  constructor(
    readonly run: Run,
    readonly item: unknown,
    /** Where the item is: a JSON pointer into the body. */
    private readonly place: string | { outer: Scope; step: string; index: number },
  ) {}

  static of(run: Run): Scope {
    return new Scope(run, run.input.submission.data, '/data');
  }

  /** The scope of the whole form data, whatever is inside of it. */
  static root(scope: Scope): Scope {
    return Scope.of(scope.run);
  }

  /** The JSON pointer of the item, made only when something has to be explained. */
  get pointer(): string {
    if (typeof this.place === 'string') return this.place;
    const { outer, step, index } = this.place;
    return index < 0 ? outer.pointer + step : `${outer.pointer}${step}/${index}`;
  }

  inner(item: unknown, step: string, index: number): Scope {
    return new Scope(this.run, item, { outer: this, step, index });
  }

  report(failure: MappingFinding['failure'], pointer: string, detail: string): void {
    this.run.findings.push({ failure, pointer, code: failure, detail });
  }
}
