import type { SummaryContent } from './content.js';

/**
 * Writes a summary as PDF/A-2a and PDF/UA-1. The same content gives the same bytes. What writes it is loaded with the
 * first one: it takes its time and memory, and most programs never write one.
 */
export async function writeSummary(content: SummaryContent): Promise<Uint8Array> {
  const pdf = await import('./pdf/write-summary.js');
  return pdf.writeSummary(content);
}
