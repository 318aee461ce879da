import type { Path } from '#source-file';
import type { CompiledMapping } from '../mapping/compile.js';
import { pointerStep } from '../mapping/language/data-path.js';
import { Run, Scope } from '../mapping/scope.js';
import { valueText } from '../mapping/values/value-text.js';
import type { MessageInput } from '../message-input.js';
import { type Evaluation, ExpressionWorker } from './expression-worker.js';

/** What an expression sees. */
function contextOf(scope: Scope) {
  const { input } = scope.run;
  const { data, ...submission } = input.submission;
  const { submissionId, caseId, receivedAt, client, area } = input.accepted;
  return {
    data,
    item: scope.item,
    submission: { ...submission, submissionId, caseId, receivedAt, client, area },
    authority: input.route.authority,
    onBehalfOf: input.route.onBehalfOf,
  };
}

/** The expressions of one mapping, evaluated where they can do no harm. */
export class Expressions {
  constructor(
    private readonly expressions: readonly { text: string; at: Path; file: string }[],
    private readonly worker: ExpressionWorker = ExpressionWorker.shared,
  ) {}

  /**
   * A run with the results of all expressions: a first pass of the mapping finds out which are asked for and for
   * which items, then they are evaluated together.
   */
  async evaluated(input: MessageInput, first: Run, mapping: CompiledMapping): Promise<Run> {
    const asked = new Map<string, { expression: number; scope: Scope }>();
    first.expressions = {
      resultOf: (expression, scope) => {
        asked.set(key(expression, scope), { expression, scope });
        return undefined;
      },
    };
    mapping.write(Scope.of(first));
    const requests = [...asked.values()];
    const evaluations = await this.worker.evaluate(
      requests.map(({ expression, scope }) => ({
        text: this.expressions[expression]!.text,
        context: contextOf(scope),
      })),
    );
    const run = new Run(input, mapping.kind);
    const results = new Map<string, string>();
    for (const [index, { expression, scope }] of requests.entries()) {
      const text = this.#text(evaluations[index]!, expression, run);
      if (text !== undefined) results.set(key(expression, scope), text);
    }
    run.expressions = { resultOf: (expression, scope) => results.get(key(expression, scope)) };
    return run;
  }

  #text(evaluation: Evaluation, expression: number, run: Run): string | undefined {
    const { at, file } = this.expressions[expression]!;
    const place = at.map((step) => pointerStep(String(step))).join('');
    const pointer = `${file}#${place}`;
    const report = (detail: string) =>
      run.findings.push({ failure: 'unmappable', pointer, code: 'unmappable', detail });
    if ('problem' in evaluation) {
      report(evaluation.problem);
      return undefined;
    }
    if (evaluation.value === undefined || evaluation.value === null) return undefined;
    const text = valueText(evaluation.value);
    if (text === undefined) report('The expression has to give a single value');
    return text;
  }
}

function key(expression: number, scope: Scope): string {
  return `${expression} ${scope.pointer}`;
}
