import type { JsonObject } from '#domain';
import {
  type DataField,
  type DataType,
  holdsData,
  type Limits,
  type Remark,
} from './data-schema.js';
import { contentOf, isFixed, numberIn } from './field-content.js';

type Report = (severity: Remark['severity'], message: string) => void;

/**
 * The JSON Schema of one value of a field; undefined for what holds no data. Whatever the field says and JSON
 * Schema cannot is reported.
 */
export function fieldSchema(field: DataField, report: Report): JsonObject | undefined {
  if (field.input === 'label') {
    report('warning', 'a label, which holds no data; left out');
    return undefined;
  }
  if (!holdsData(field)) {
    report('error', 'an object of the form (obj) cannot be data of a submission; left out');
    return undefined;
  }
  const schema =
    field.input === 'select' ? selectSchema(field, report) : inputSchema(field, report);
  if (field.content === undefined) return schema;
  const content = contentOf(field);
  if (content === undefined) {
    report('error', 'its content does not fit its data type and is left out');
    return schema;
  }
  // What a person cannot change is a fixed value; in a field to fill in, it is only what stands there at first.
  return isFixed(field) ? { type: schema.type!, const: content } : { ...schema, default: content };
}

function selectSchema(field: DataField, report: Report): JsonObject {
  if (field.values.length > 0) {
    const codes = [...new Set(field.values.map(({ code }) => code))];
    if (codes.length < field.values.length) report('error', 'offers a code twice');
    return { type: 'string', enum: codes };
  }
  const list = field.codeList;
  if (list === undefined) {
    report('error', 'a select field without values and without a code list; taken as text');
    return inputSchema(field, report);
  }
  const uri = list.versionUri ?? list.uri;
  const column = list.codeColumn === undefined ? '' : `, codes in the column ${list.codeColumn}`;
  report('warning', `code list needed: ${uri}${column}`);
  return { $comment: `Codeliste ${uri}`, type: 'string', pattern: '\\S', format: 'din-91379-c' };
}

function inputSchema(field: DataField, report: Report): JsonObject {
  const { takes, schema, hint } = field.dataType === 'obj' ? LATIN : TYPES[field.dataType];
  if (hint !== undefined) report('warning', hint);
  for (const limit of Object.keys(field.limits) as (keyof Limits)[]) {
    if (!takes.includes(limit)) {
      report('error', `${limit} cannot be said of the data type ${field.dataType}; left out`);
    }
  }
  if (field.dataType === 'file') fileHints(field, report);
  return {
    ...schema,
    ...(takes === TEXT ? textLimits(field, report) : {}),
    ...(takes === NUMBER ? numberLimits(field, report) : {}),
  };
}

const TEXT: readonly (keyof Limits)[] = ['minLength', 'maxLength', 'pattern'];
const NUMBER: readonly (keyof Limits)[] = ['minValue', 'maxValue'];

interface TypeRow {
  takes: readonly (keyof Limits)[];
  schema: JsonObject;
  hint?: string;
}

const LATIN: TypeRow = { takes: TEXT, schema: { type: 'string', format: 'din-91379-c' } };

const TYPES: Readonly<Record<Exclude<DataType, 'obj'>, TypeRow>> = {
  text: LATIN,
  text_latin: LATIN,
  date: { takes: [], schema: { type: 'string', format: 'date' } },
  // Seconds and no zone, as xs:time takes it.
  time: { takes: [], schema: { type: 'string', format: 'iso-time' } },
  datetime: { takes: [], schema: { type: 'string', format: 'date-time' } },
  bool: { takes: [], schema: { type: 'boolean' } },
  num: { takes: NUMBER, schema: { type: 'number' } },
  num_int: { takes: NUMBER, schema: { type: 'integer' } },
  num_currency: {
    takes: NUMBER,
    schema: { type: 'number' },
    hint: 'an amount, which may have more than two decimals here; round it in the mapping',
  },
  file: { takes: [], schema: { type: 'string', format: 'uuid' } },
};

function textLimits({ limits }: DataField, report: Report): JsonObject {
  const { minLength, maxLength } = limits;
  return {
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    pattern: patternOf(limits, report) ?? '\\S',
  };
}

function patternOf(limits: Limits, report: Report): string | undefined {
  const whole = wholePattern(limits);
  if (whole === undefined && limits.pattern !== undefined) {
    report('error', 'its pattern is no regular expression of JSON Schema; left out');
  }
  return whole;
}

/** XDatenfelder means the whole value, as XML Schema does; JSON Schema searches within it. */
export function wholePattern({ pattern }: Limits): string | undefined {
  if (pattern === undefined) return undefined;
  const whole = `^(?:${pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')})$`;
  try {
    new RegExp(whole, 'u');
    return whole;
  } catch {
    return undefined;
  }
}

function numberLimits({ limits }: DataField, report: Report): JsonObject {
  const bound = (name: 'minValue' | 'maxValue', keyword: string): JsonObject => {
    const value = limits[name];
    if (value === undefined) return {};
    const number = numberIn(value);
    if (number !== undefined) return { [keyword]: number };
    report('error', `${name} is no number; left out`);
    return {};
  };
  return { ...bound('minValue', 'minimum'), ...bound('maxValue', 'maximum') };
}

function fileHints({ mediaTypes, maximumSize }: DataField, report: Report): void {
  const limits = [
    ...(mediaTypes.length === 0 ? [] : [`takes ${mediaTypes.join(', ')}`]),
    ...(maximumSize === undefined ? [] : [`is limited to ${maximumSize} bytes`]),
  ];
  const say =
    limits.length === 0 ? '' : `; it ${limits.join(' and ')}: see attachments of the service`;
  report(
    'warning',
    `holds the id of an attachment; that it was sent is not checked by the form${say}`,
  );
}
