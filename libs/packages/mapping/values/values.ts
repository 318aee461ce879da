import { expressionMistake } from '../../expressions/expression-mistake.js';
import type { FormNode } from '../../forms/form-node.js';
import { reportTodo } from '../checks/report-todo.js';
import { compileCodes } from '../codes/codes.js';
import type { Asked, CompileContext, Place } from '../context.js';
import { factGives } from '../fit/fact-kinds.js';
import { formAt, markUsed } from '../form-lookup.js';
import { compilePath } from '../language/data-path.js';
import type { FactKind, Source } from '../language/language.js';
import type { Scope } from '../scope.js';
import { mappingCondition } from '../subjects.js';
import { embeddedContent } from './embedded-content.js';
import { factAt } from './facts.js';
import { momentValue } from './moment-values.js';
import { numberValue } from './number-values.js';
import { NO_VALUE, textOf, type Value, xmlPath } from './value.js';

/** Compiles a source that gives a text. Forms that give elements are reported. */
export function compileValue(source: Source, place: Place, context: CompileContext): Value {
  switch (source.kind) {
    case 'path': {
      const path = compilePath(source.path);
      const form = formAt(path, source, place, context);
      if (place.data === 'attachment' && source.path === 'content') {
        return embeddedContent(place, context);
      }
      markUsed(form, context);
      return value(path.read, path.pointer, {
        form,
        origin: wholePath(source.path, place),
        place,
      });
    }
    case 'constant': {
      const { value: constant } = source;
      return {
        read: () => constant,
        text: () => constant,
        pointer: () => xmlPath(place, context),
        form: [],
        origin: 'a constant',
        texts: [constant],
      };
    }
    case 'submission':
    case 'landscape':
    case 'message':
    case 'setting':
      return fact(source, place, context);
    case 'code':
      return compileCodes(
        source,
        compileValue(source.source, place, context),
        undefined,
        place,
        context,
      ).value;
    case 'date':
    case 'dateTime':
    case 'time':
      return momentValue(source, compileValue(source.source, place, context), context);
    case 'number':
      return numberValue(source, compileValue(source.source, place, context));
    case 'choose':
      return chosen(source, place, context);
    case 'expression': {
      const number = context.expressions.length;
      const mistake = expressionMistake(source.text);
      if (mistake !== undefined) context.file.report(source.at, mistake);
      const { text, at } = source;
      context.expressions.push({ text, at, file: context.file.file });
      const read = (scope: Scope) => scope.run.expressions?.resultOf(number, scope);
      return {
        read,
        text: read,
        pointer: () => xmlPath(place, context),
        form: [],
        origin: 'an expression',
      };
    }
    case 'todo':
      reportTodo(source, place, context);
      return NO_VALUE;
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

/** A path as it is said from the root of the form: `personen[].name`. */
function wholePath(path: string, { data, origin }: Place): string {
  if (path.startsWith('$.')) return path.slice(2);
  if (data === 'attachment') return `attachment ${path}`;
  if (origin === '') return path;
  return path === '.' ? origin : `${origin}.${path}`;
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

function chosen(source: Source & { kind: 'choose' }, place: Place, context: CompileContext): Value {
  const branches = source.alternatives.map(({ condition, use }) => ({
    applies: condition === undefined ? () => true : mappingCondition(condition, place, context),
    value: compileValue(use, place, context),
  }));
  const pick = (scope: Scope) => branches.find(({ applies }) => applies(scope))?.value;
  const [first] = branches;
  return {
    read: (scope) => pick(scope)?.read(scope),
    text: (scope) => pick(scope)?.text(scope),
    pointer: (scope) => (pick(scope) ?? first?.value)?.pointer(scope) ?? '/data',
    form: branches.flatMap(({ value: { form } }) => form),
    origin: [...new Set(branches.map(({ value: { origin } }) => origin))].join(' or '),
    branches: branches.flatMap(({ value: one }) => one.branches ?? [one]),
  };
}

function askedBy(path: string): Asked | undefined {
  if (path.startsWith('reader.key')) return 'reader.key';
  if (path.startsWith('author.address')) return 'author.address';
  return path === 'author.email' || path === 'author.telephone' ? 'author.contact' : undefined;
}

function fact(source: Source & { kind: FactKind }, place: Place, context: CompileContext): Value {
  const read = factAt(source.kind, source.path, source.at, context.file);
  if (read === undefined) return NO_VALUE;
  const prefix = /^(?:authority|onBehalfOf)\.keys\.(.+)$/.exec(source.path)?.[1];
  if (prefix !== undefined) context.directoryPrefixes.add(prefix);
  const asked = source.kind === 'message' ? askedBy(source.path) : undefined;
  if (asked !== undefined) context.asks.add(asked);
  const pointer =
    source.kind === 'submission'
      ? () => `/${source.path.replaceAll('.', '/')}`
      : () => xmlPath(place, context);
  const origin = `${source.kind} ${source.path}`;
  return {
    ...value(({ run }) => read(run.input, run.kind), pointer, { form: [], origin, place }),
    fact: factGives(source.kind, source.path),
  };
}
