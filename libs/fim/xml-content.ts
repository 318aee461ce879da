import type { XmlNode } from '#xoev';

/** Text with the white space of the file's indentation taken out; absent where nothing is left. */
export function textIn(node: XmlNode, name: string): string | undefined {
  return wordsOf(childOf(node, name)?.text);
}

/** Text that is to stand on one line. */
export function lineIn(node: XmlNode, name: string): string | undefined {
  return textIn(node, name)?.replaceAll('\n', ' ');
}

/** Texts of an element that may repeat. */
export function textsIn(node: XmlNode, name: string): string[] {
  return childrenOf(node, name)
    .map(({ text }) => wordsOf(text))
    .filter((text) => text !== undefined);
}

/** The value of a Code element. Its child has no namespace; here only local names count. */
export function codeIn(node: XmlNode, name: string): string | undefined {
  const code = childOf(node, name);
  return code === undefined ? undefined : textIn(code, 'code');
}

export function childOf(node: XmlNode, name: string): XmlNode | undefined {
  return node.children.find(({ local }) => local === name);
}

export function childrenOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter(({ local }) => local === name);
}

/** Paragraphs stay apart; within them, any white space is one space. */
function wordsOf(text: string | undefined): string | undefined {
  const lines = (text ?? '').split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  const words = lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return words === '' ? undefined : words;
}
