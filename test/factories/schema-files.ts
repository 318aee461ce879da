import { loadSchemaSet, type SchemaSet, type SchemaSource } from '#xoev';

const XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"';

/** The text of a schema document; `attributes` hold its namespaces. */
export function xsd(attributes: string, ...content: string[]): string {
  return `<xs:schema ${XS} ${attributes}>\n${content.join('\n')}\n</xs:schema>`;
}

/** A schema set whose files are texts or bytes; `main.xsd` leads unless others do. */
export function schemaSource(
  files: Readonly<Record<string, string | Uint8Array>>,
  { urlMap = {}, file = 'main.xsd' }: Partial<Pick<SchemaSource, 'urlMap' | 'file'>> = {},
): SchemaSource {
  return {
    file,
    urlMap,
    read: (name) => {
      const content = files[name];
      return content === undefined
        ? Promise.reject(new Error('the file does not exist'))
        : Promise.resolve(Buffer.from(content));
    },
  };
}

export function schemaSet(...parameters: Parameters<typeof schemaSource>): Promise<SchemaSet> {
  return loadSchemaSet(schemaSource(...parameters));
}
