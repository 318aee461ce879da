import type { SimpleType } from './model.js';
import { XSD } from './schema-files.js';

/** The simple types that XML Schema 1.0 part 2 itself declares. */
const NAMES = `anySimpleType anyURI base64Binary boolean byte date dateTime decimal double duration ENTITIES ENTITY
  float gDay gMonth gMonthDay gYear gYearMonth hexBinary ID IDREF IDREFS int integer language long Name NCName
  negativeInteger NMTOKEN NMTOKENS nonNegativeInteger nonPositiveInteger normalizedString NOTATION
  positiveInteger QName short string time token unsignedByte unsignedInt unsignedLong unsignedShort`;

const BUILTINS = new Map<string, SimpleType>(
  NAMES.split(/\s+/).map((local) => [
    local,
    {
      kind: 'simple',
      name: { namespace: XSD, local },
      variety: 'atomic',
      builtin: local,
      facets: {},
      dataType: undefined,
      members: [],
      documentation: '',
      place: { file: 'XML Schema', line: 1 },
    },
  ]),
);

export function builtinType(local: string): SimpleType | undefined {
  return BUILTINS.get(local);
}
