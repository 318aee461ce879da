import type { Source } from '../language/language.js';
import { decimalText } from './numbers.js';
import type { Value } from './value.js';

/** A number with the decimals that the schema wants; what is none is reported where the form says it. */
export function numberValue(source: Source & { kind: 'number' }, inner: Value): Value {
  const { decimals, german } = source;
  // How a text is read is no matter of a JSON number.
  const plain = { ...source, german: false };
  const expected = german ? 'a number as 1.234,56' : 'a number as 1234.56';
  const text: Value['text'] = (scope) => {
    const given = inner.text(scope);
    if (given === undefined || given === '') return undefined;
    const written = decimalText(given, typeof inner.read(scope) === 'number' ? plain : source);
    if (written === undefined) {
      scope.report('unmappable', inner.pointer(scope), `Needed here is ${expected}`);
    }
    return written;
  };
  const scaled = source.scale !== 0;
  const texts = inner.texts?.map((one) => decimalText(one, source) ?? one);
  return { ...inner, read: text, text, makes: 'number', decimals, scaled, ...(texts && { texts }) };
}
