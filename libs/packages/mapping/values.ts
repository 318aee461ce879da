import { nearest } from '#source-file';
import { expressionMistake } from '../expressions/expression-mistake.js';
import type { FormNode } from '../form-node.js';
import { compileCodes } from './codes.js';
import { compileCondition } from './conditions.js';
import type { CompileContext, Place } from './context.js';
import { compilePath } from './data-path.js';
import { compileFact, factNames } from './facts.js';
import { formAt, markUsed } from './form-lookup.js';
import type { Source } from './language.js';
import type { Scope } from './scope.js';
import { NO_VALUE, textOf, type Value, xmlPath } from './value.js';
import { calendarDate } from './value-text.js';

/** Compiles a source that gives a text. Forms that give elements are reported. */
export function compileValue(source: Source, place: Place, context: CompileContext): Value {
  switch (source.kind) {
    case 'path': {
      const path = compilePath(source.path);
      const form = formAt(path, source, place, context);
      markUsed(form, context);
      return value(path.read, path.pointer, { form, origin: source.path, place });
    }
    case 'constant': {
      const { value: constant } = source;
      return {
        read: () => constant,
        text: () => constant,
        pointer: () => xmlPath(place, context),
        form: [],
        origin: 'a constant',
      };
    }
    case 'submission':
    case 'landscape':
    case 'message':
      return fact(source, place, context);
    case 'code':
      return compileCodes(
        source,
        compileValue(source.source, place, context),
        undefined,
        place,
        context,
      ).value;
    case 'date': {
      const inner = compileValue(source.source, place, context);
      return {
        ...inner,
        read: (scope) => dated(inner, scope),
        text: (scope) => dated(inner, scope),
      };
    }
    case 'when': {
      const condition = compileCondition(source.condition, place, context);
      const use = compileValue(source.use, place, context);
      const otherwise =
        source.otherwise === undefined ? undefined : compileValue(source.otherwise, place, context);
      return {
        read: (scope) => (condition(scope) ? use.read(scope) : otherwise?.read(scope)),
        text: (scope) => (condition(scope) ? use.text(scope) : otherwise?.text(scope)),
        pointer: use.pointer,
        form: [...use.form, ...(otherwise?.form ?? [])],
        origin: use.origin,
      };
    }
    case 'expression': {
      const number = context.expressions.length;
      const mistake = expressionMistake(source.text);
      if (mistake !== undefined) context.file.report(source.at, mistake);
      context.expressions.push({ text: source.text, at: source.at });
      const read = (scope: Scope) => scope.run.expressions?.resultOf(number, scope);
      return {
        read,
        text: read,
        pointer: () => xmlPath(place, context),
        form: [],
        origin: 'an expression',
      };
    }
    case 'mistaken':
      return NO_VALUE;
    default:
      context.file.report(
        source.at,
        `${place.target} needs a single value; ${source.kind} gives elements`,
      );
      return NO_VALUE;
  }
}

function value(
  read: Value['read'],
  pointer: Value['pointer'],
  { form, origin, place }: { form: readonly FormNode[]; origin: string; place: Place },
): Value {
  return {
    read,
    text: (scope) => textOf(read(scope), scope, pointer, place),
    pointer,
    form,
    origin,
  };
}

function dated(inner: Value, scope: Scope): string | undefined {
  const text = inner.text(scope);
  if (text === undefined || text === '') return undefined;
  const date = calendarDate(text);
  if (date === undefined) {
    scope.report(
      'unmappable',
      inner.pointer(scope),
      'A date (2026-01-31) or a time with its zone is needed here',
    );
  }
  return date;
}

function fact(
  source: Source & { kind: 'submission' | 'landscape' | 'message' },
  place: Place,
  context: CompileContext,
): Value {
  const read = compileFact(source.kind, source.path);
  if (read === undefined) {
    const names = factNames(source.kind);
    const meant = nearest(source.path, names);
    context.file.report(
      source.at,
      `${source.kind} has no ${source.path}; ${meant === undefined ? `known are ${names.join(', ')}` : `did you mean ${meant}?`}`,
    );
    return NO_VALUE;
  }
  const prefix = /^(?:authority|onBehalfOf)\.keys\.(.+)$/.exec(source.path)?.[1];
  if (prefix !== undefined) context.directoryPrefixes.add(prefix);
  const pointer =
    source.kind === 'submission'
      ? () => `/${source.path.replaceAll('.', '/')}`
      : () => xmlPath(place, context);
  return value((scope) => read(scope.run.input, scope.run.messageType), pointer, {
    form: [],
    origin: `${source.kind} ${source.path}`,
    place,
  });
}
