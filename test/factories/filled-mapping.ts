import { isMap, isScalar, parseDocument, visit } from 'yaml';

/** What a text of a todo asks for, and a value that is one. */
const ANSWERS: readonly (readonly [asked: RegExp, value: string])[] = [
  [/^a UUID/, '00000000-0000-4000-8000-000000000009'],
  [/^a date with a time/, '2026-11-22T09:30:00.000+01:00'],
  [/^a date/, '2026-11-22'],
  [/^a (?:whole )?number/, '1'],
  [/^true or false/, 'true'],
  [/^content in base64Binary/, 'QQ=='],
  [/^a text/, 'Text'],
];

/** A skeleton in which each todo is a field of a form, as a person would fill it, with data that fits. */
export function filledMapping(
  text: string,
  codes: Readonly<Record<string, string>>,
): { mapping: string; form: object; data: Record<string, string> } {
  const document = parseDocument(text);
  const data: Record<string, string> = {};
  visit(document, {
    Map: (_, map) => {
      const todo = map.items.find(({ key }) => isScalar(key) && key.value === 'todo');
      if (todo === undefined) return undefined;
      // Of what may repeat there is one.
      if (map.has('map')) {
        map.delete('todo');
        return undefined;
      }
      const name = `feld${Object.keys(data).length + 1}`;
      data[name] = answer(String(map.get('todo')), codes);
      return document.createNode(name);
    },
  });
  if (!isMap(document.contents)) throw new Error('a mapping is a map');
  const properties = Object.fromEntries(
    Object.keys(data).map((name) => [name, { type: 'string', minLength: 1 }]),
  );
  const required = Object.keys(data);
  const form = { type: 'object', additionalProperties: false, required, properties };
  return { mapping: document.toString(), form, data };
}

function answer(asked: string, codes: Readonly<Record<string, string>>): string {
  const listed = /^(?:a code:|one of) ([^,;]+)/.exec(asked)?.[1];
  if (listed !== undefined) return listed;
  const list = /^a code of the list ([^;,]+)/.exec(asked)?.[1];
  const value =
    list === undefined ? ANSWERS.find(([question]) => question.test(asked))?.[1] : codes[list];
  if (value === undefined) throw new Error(`no answer to: ${asked}`);
  return value;
}
