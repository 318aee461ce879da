import type { AnnouncedAttachment, Finding } from '#domain';

/** Sizes in bytes: `maximumSize` is for each attachment, `maximumTotal` for all together. */
export interface AttachmentLimits {
  mediaTypes: readonly string[];
  maximumCount: number;
  maximumSize: number;
  maximumTotal?: number | undefined;
  /** Of each of these purposes there has to be one. */
  required?: readonly string[] | undefined;
}

/**
 * What is wrong with attachments by their announcement alone, before a byte of them is taken. A size counts where it is
 * announced.
 *
 * @param limits of the service; undefined where it takes none
 * @param largest bytes that an attachment may have in this installation
 */
export function attachmentFindings(
  announced: readonly AnnouncedAttachment[],
  limits: AttachmentLimits | undefined,
  largest: number,
): Finding[] {
  const findings = missing(announced, limits?.required ?? []);
  if (announced.length === 0) return findings;
  findings.push(...tooMany(announced, limits?.maximumCount ?? 0));
  if (limits === undefined) return findings;
  const { mediaTypes, maximumTotal } = limits;
  const maximumSize = Math.min(limits.maximumSize, largest);
  for (const [index, { mediaType, size = 0 }] of announced.entries()) {
    if (!mediaTypes.includes(mediaType.toLowerCase())) {
      findings.push({
        pointer: `/attachments/${index}/mediaType`,
        code: 'media-type',
        detail: `This service takes ${mediaTypes.join(', ')}.`,
      });
    }
    if (size > maximumSize) {
      findings.push({
        pointer: `/attachments/${index}/size`,
        code: 'attachment-too-large',
        detail: `An attachment has ${maximumSize} bytes at most.`,
      });
    }
  }
  const total = announced.reduce((sum, { size = 0 }) => sum + size, 0);
  if (maximumTotal !== undefined && total > maximumTotal) {
    findings.push({
      pointer: '/attachments',
      code: 'attachments-too-large',
      detail: `The attachments of a submission have ${maximumTotal} bytes together at most.`,
    });
  }
  return findings;
}

function missing(announced: readonly AnnouncedAttachment[], required: readonly string[]) {
  return required
    .filter((purpose) => !announced.some((attachment) => attachment.purpose === purpose))
    .map(
      (purpose): Finding => ({
        pointer: '/attachments',
        code: 'missing-attachment',
        detail: `This service needs an attachment of the purpose ${purpose}.`,
      }),
    );
}

function tooMany(announced: readonly AnnouncedAttachment[], allowed: number): Finding[] {
  if (announced.length <= allowed) return [];
  return [
    {
      pointer: '/attachments',
      code: 'too-many-attachments',
      detail:
        allowed === 0
          ? 'This service takes no attachments.'
          : `This service takes ${allowed} attachments at most.`,
    },
  ];
}
