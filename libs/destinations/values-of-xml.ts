const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Markup with its attributes, or what stands between markup. */
const PIECES =
  /<!\[CDATA\[(?<data>[\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(?<tag>(?:"[^"]*"|'[^']*'|[^'">])*)>|(?<text>[^<]+)/g;
const ATTRIBUTES = /(?<name>[^\s=]+)\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)')/g;

/**
 * Every text and every value of an attribute, without namespaces and without those of nothing but white space. The XML
 * is well-formed.
 */
export function valuesOfXml(xml: string): string[] {
  const values: string[] = [];
  for (const { groups } of xml.matchAll(PIECES)) {
    const { data, tag, text } = groups!;
    if (data !== undefined) values.push(data);
    if (text !== undefined) values.push(resolved(text));
    for (const { groups: attribute } of tag?.matchAll(ATTRIBUTES) ?? []) {
      const { name, double, single } = attribute!;
      if (!/^xmlns(:|$)/.test(name!)) values.push(resolved(double ?? single ?? ''));
    }
  }
  return values.map((value) => value.trim()).filter((value) => value !== '');
}

function resolved(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
