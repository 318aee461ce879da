import type { XmlNode } from '#xoev';
import type { Limits, Remark } from './data-schema.js';

const LENGTHS = ['minLength', 'maxLength'] as const;
const OTHERS = ['minValue', 'maxValue', 'pattern'] as const;

/** Limits stand in attributes in version 3, in version 2 as JSON in the text: `{"maxLength":"120"}`. */
export function readLimits(node: XmlNode | undefined, id: string, remarks: Remark[]): Limits {
  if (node === undefined) return {};
  const report = (message: string) =>
    remarks.push({ line: node.line, severity: 'error', message: `${id}: ${message}` });
  const given = new Map(node.attributes);
  for (const [name, value] of fromText(node.text, report)) given.set(name, value);
  const limits: Limits = {};
  for (const name of LENGTHS) {
    const value = given.get(name);
    if (value === undefined || value === '') continue;
    if (/^\d+$/.test(value)) limits[name] = Number(value);
    else report(`${name} is no number and is left out`);
  }
  for (const name of OTHERS) {
    const value = given.get(name);
    if (value !== undefined && value !== '') limits[name] = value;
  }
  return limits;
}

function fromText(text: string, report: (message: string) => void): [string, string][] {
  if (text.trim() === '') return [];
  try {
    // A pattern often stands there as it is, without the second backslash that JSON wants.
    const content: unknown = JSON.parse(
      text.replace(/\\(["\\]?)/g, (pair, next) => (next === '' ? '\\\\' : pair)),
    );
    if (typeof content === 'object' && content !== null) {
      return Object.entries(content).map(([name, value]) => [name, String(value ?? '')]);
    }
  } catch {
    // Said below.
  }
  report('the limits cannot be read and are left out');
  return [];
}
