/** Red, green and blue of sRGB (IEC 61966-2-1) as XYZ under D50, and what turns D65 into D50 (ICC.1:2004-10, annex E). */
const D50 = [0.9642, 1, 0.8249];
const RED = [0.43607, 0.22249, 0.01392];
const GREEN = [0.38515, 0.71687, 0.09708];
const BLUE = [0.14307, 0.06061, 0.7141];
const TO_D50 = [
  ...[1.04788, 0.02292, -0.05022],
  ...[0.02959, 0.99048, -0.01707],
  ...[-0.00925, 0.01508, 0.75168],
];
/** Of the curve of each: `((a * x + b) ^ gamma)` from d on, `c * x` below (section 10.15, type 3). */
const CURVE = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];

/** The colours of the documents, as the profile that PDF/A asks for (ICC.1:2004-10). */
export function srgbProfile(): Uint8Array {
  const curve = tagged('para', Buffer.concat([uint16(3), uint16(0), fixed(CURVE)]));
  const tags: [string, Buffer][] = [
    ['desc', localised('sRGB')],
    ['cprt', localised('CC0')],
    ['wtpt', tagged('XYZ ', fixed(D50))],
    ['chad', tagged('sf32', fixed(TO_D50))],
    ['rXYZ', tagged('XYZ ', fixed(RED))],
    ['gXYZ', tagged('XYZ ', fixed(GREEN))],
    ['bXYZ', tagged('XYZ ', fixed(BLUE))],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const places = new Map<Buffer, number>();
  let end = 128 + 4 + 12 * tags.length;
  for (const [, data] of tags) {
    if (places.has(data)) continue;
    places.set(data, end);
    end += data.length;
  }
  const table = tags.map(([name, data]) =>
    Buffer.concat([Buffer.from(name), uint32(places.get(data)!), uint32(data.length)]),
  );
  return Buffer.concat([header(end), uint32(tags.length), ...table, ...places.keys()]);
}

/** Of a display, version 4.2 (section 7.2). */
function header(size: number): Buffer {
  const header = Buffer.alloc(128);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(0x04200000, 8);
  header.write('mntrRGB XYZ ', 12);
  for (const [at, part] of [2026, 1, 1].entries()) header.writeUInt16BE(part, 24 + 2 * at);
  header.write('acsp', 36);
  header.set(fixed(D50), 68);
  return header;
}

/** Data of a type; the next begins at a multiple of four bytes. */
function tagged(type: string, data: Buffer): Buffer {
  const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
  return Buffer.concat([Buffer.from(type), uint32(0), data, padding]);
}

function localised(text: string): Buffer {
  const utf16 = Buffer.from(text, 'utf16le').swap16();
  const record = [uint32(1), uint32(12), Buffer.from('enUS'), uint32(utf16.length), uint32(28)];
  return tagged('mluc', Buffer.concat([...record, utf16]));
}

function fixed(values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => uint32(Math.round(value * 65_536) >>> 0)));
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
