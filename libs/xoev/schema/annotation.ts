import type { XmlNode } from '../xml-node.js';
import type { Documentation, Documented } from './model.js';
import { parts } from './parts.js';

type Annotation = Pick<Documented, 'documentation' | 'documentations' | 'title' | 'appinfo'>;

const NOTHING: Annotation = {
  documentation: '',
  documentations: [],
  title: undefined,
  appinfo: [],
};

/** What xs:annotation says about a component. */
export function annotationOf(node: XmlNode): Annotation {
  const annotations = parts(node, ['annotation']);
  if (annotations.length === 0) return NOTHING;
  const documentations = annotations
    .flatMap((annotation) =>
      parts(annotation, ['documentation']).map((one) => read(one, annotation)),
    )
    .filter(({ text }) => text !== '');
  const appinfo = annotations
    .flatMap((annotation) => parts(annotation, ['appinfo']))
    .flatMap(({ children }) => children);
  const title = appinfo.find(({ local }) => local === 'title');
  return {
    documentation: preferred(documentations),
    documentations,
    title: title === undefined ? undefined : allText(title) || undefined,
    appinfo,
  };
}

/** German where there are several languages, else what names none, else the first language. */
function preferred(documentations: readonly Documentation[]): string {
  const languages = new Set(documentations.map(({ language }) => language));
  const german = [...languages].filter((language) => /^de\b/i.test(language ?? ''));
  const chosen =
    german.length > 0 ? german : [languages.has(undefined) ? undefined : [...languages][0]];
  return documentations
    .filter(({ language }) => chosen.includes(language))
    .map(({ text }) => text)
    .join(' ');
}

function read(node: XmlNode, annotation: XmlNode): Documentation {
  const language = node.attributes.get('xml:lang') ?? annotation.attributes.get('xml:lang');
  return { language: language || undefined, text: allText(node) };
}

/** All text inside, white space collapsed. */
export function allText({ content }: XmlNode): string {
  return content
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,;:!?)])/g, '')
    .trim();
}
