import type { StoredAttachment } from '#domain';
import type { Group } from './content.js';

/** The attachments, with what tells each file from every other. */
export function attachmentsGroup(
  attachments: readonly StoredAttachment[],
  purposeName: (purpose: string) => string | undefined,
): Group {
  return {
    heading: 'Anlagen',
    paragraphs: attachments.length === 0 ? ['Zu dieser Einreichung gehören keine Anlagen.'] : [],
    entries: [],
    groups: attachments.map(({ name, purpose, mediaType, size, sha512 }, index) => ({
      heading: `Anlage ${index + 1}`,
      paragraphs: [],
      entries: [
        { label: 'Dateiname', value: name },
        { label: 'Art der Anlage', value: purposeName(purpose) ?? purpose },
        { label: 'Dateityp', value: mediaType },
        { label: 'Größe', value: sizeText(size) },
        { label: 'Prüfsumme (SHA-512)', value: sha512.toLowerCase() },
      ],
      groups: [],
    })),
  };
}

const UNITS = ['kB', 'MB', 'GB'];

/** The exact number, and what it is roughly where that is easier to read. */
function sizeText(bytes: number): string {
  const exact = `${bytes.toLocaleString('de-DE')} Byte`;
  let rough = bytes;
  let unit = '';
  for (const next of UNITS) {
    if (rough < 1000) break;
    rough /= 1000;
    unit = next;
  }
  if (unit === '') return exact;
  return `${rough.toLocaleString('de-DE', { maximumFractionDigits: 1 })} ${unit} (${exact})`;
}
