import type { Finding } from '#domain';
import { characterProblem, normalised } from './characters.js';
import { type DataType, dataTypeTitle } from './data-type.js';
import { readXml } from './xml-node.js';
import { type Trail, xmlPath } from './xml-path.js';

/** How many findings one document gives. */
const MAXIMUM = 50;

/** Characters of a readable document that its data type does not know, in texts and attributes. */
export function characterFindings(document: Uint8Array, dataType: DataType): Finding[] {
  const findings: Finding[] = [];
  visit({ node: readXml(document).root, outer: undefined }, dataType, findings);
  return findings;
}

function visit(trail: Trail, dataType: DataType, findings: Finding[]): void {
  const { text, attributes, children } = trail.node;
  // White space around it is the layout of the document.
  for (const written of [text.trim(), ...attributes.values()]) {
    if (findings.length === MAXIMUM) return;
    const problem = problemOf(written, dataType);
    if (problem !== undefined) {
      findings.push({ pointer: xmlPath(trail), code: 'invalid-character', detail: problem });
    }
  }
  for (const node of children) visit({ node, outer: trail }, dataType, findings);
}

function problemOf(text: string, dataType: DataType): string | undefined {
  const normal = normalised(text);
  if (normal !== text) return 'Expected the normal form NFC of the text';
  const problem = characterProblem(normal, dataType);
  return problem && `${problem.character} is not allowed here (${dataTypeTitle(dataType)})`;
}
