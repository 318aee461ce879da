export { type CharacterProblem, characterProblem, normalised } from './characters.js';
export type { DataType } from './din-91379.js';
export { type CodeList, type CodeRow, readGenericode } from './genericode.js';
export { XmlUnreadable } from './xml-node.js';
