import type { MessageInput, Preview } from '#packages';

/** The readable summary of a submission that is previewed, with the stand-ins of the examples. */
export async function previewedSummary(
  { accepted, submission, route, author, product }: MessageInput,
  service: Preview['service'],
): Promise<Uint8Array> {
  const { describeSubmission, writeSummary } = await import('#summary');
  return writeSummary(
    describeSubmission({
      accepted,
      submission,
      service,
      areaName: undefined,
      authority: route.authority.name,
      onBehalfOf: route.onBehalfOf?.name,
      client: author.name,
      timeZone: 'Europe/Berlin',
      product,
    }),
  );
}
