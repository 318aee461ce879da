import type { XmlNode } from '#xoev';
import type { DataRule } from './data-schema.js';
import { identificationOf } from './identification.js';
import { childrenOf, lineIn, textIn } from './xml-content.js';

const ELEMENT = /(?<![A-Za-z0-9])[FG]\d{8}(?:\d{3})?(?!\d)/g;

/** The rules that stand at a schema, a group or a field. */
export function readRules(node: XmlNode): DataRule[] {
  return childrenOf(node, 'regel').map((rule) => {
    // In version 2 the words of a rule stand in its definition.
    const text =
      textIn(rule, 'freitextRegel') ?? textIn(rule, 'definition') ?? textIn(rule, 'beschreibung');
    return {
      ...identificationOf(rule),
      name: lineIn(rule, 'name') ?? '',
      text: text ?? '',
      script: textIn(rule, 'skript') ?? textIn(rule, 'script'),
      elements: [...new Set(wholeText(rule).match(ELEMENT) ?? [])],
      line: rule.line,
    };
  });
}

function wholeText(node: XmlNode): string {
  return [node.text, ...node.children.map(wholeText)].join(' ');
}
