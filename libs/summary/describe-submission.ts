import type {
  AcceptedSubmission,
  HandEdit,
  LevelOfAssurance,
  Submission,
  SubmissionKind,
} from '#domain';
import { attachmentsGroup } from './attachments-group.js';
import type { Entry, Group, Notice, SummaryContent } from './content.js';
import { correctionNotices, type PostedSubmission, postedGroup } from './correction.js';
import { formGroup } from './form-group.js';
import type { FormLabels } from './form-labels.js';
import { dayText, momentText } from './moment-text.js';

/** Everything that a summary is made of. What is undefined was not known any more: its key stands instead. */
export interface SummaryInput {
  accepted: Pick<
    AcceptedSubmission,
    'submissionId' | 'caseId' | 'receivedAt' | 'area' | 'attachments'
  >;
  /** The submission with what its sender left out filled in. */
  submission: Submission;
  /** As its package defines it. */
  service:
    | {
        name: string;
        packageVersion: string;
        demonstration: boolean;
        labels: FormLabels;
        /** What the purpose of an attachment is called. */
        purposeName(purpose: string): string | undefined;
      }
    | undefined;
  areaName: string | undefined;
  authority: string | undefined;
  /** For whom the authority does the work, where it is not for itself. */
  onBehalfOf: string | undefined;
  /** The online service. */
  client: string;
  timeZone: string;
  product: { name: string; version: string };
  /** Where an operator corrected the form data: when, and what was posted. */
  correction?: { at: string; posted: PostedSubmission } | undefined;
  /** Where an operator changed the message itself. */
  handEdit?: HandEdit | undefined;
}

const KINDS: Readonly<Record<SubmissionKind, string>> = {
  application: 'Antrag',
  supplement: 'Ergänzung',
  amendment: 'Änderung',
  withdrawal: 'Rücknahme',
};

const LEVELS: Readonly<Record<LevelOfAssurance, string>> = {
  low: 'niedrig',
  substantial: 'substanziell',
  high: 'hoch',
};

/** What a summary says about a submission. The same input gives the same content. */
export function describeSubmission(input: SummaryInput): SummaryContent {
  const { accepted, submission, service, timeZone, product } = input;
  const title = service?.name ?? `Leistung ${submission.service}`;
  return {
    title,
    authority: input.authority,
    lead: `Zusammenfassung der online eingereichten Angaben (${KINDS[submission.kind]}), eingegangen am ${dayText(accepted.receivedAt, timeZone)}`,
    notices: [...noticesOf(input), ...correctionNotices(input)],
    groups: [
      receiptGroup(input, title),
      formGroup('Angaben', submission.data, service?.labels, timeZone),
      ...postedGroup(input),
      ...besideForm(submission, timeZone),
      attachmentsGroup(accepted.attachments, (purpose) => service?.purposeName(purpose)),
      originGroup(input),
    ],
    footer: `${submission.reference} · ${accepted.submissionId}`,
    createdAt: accepted.receivedAt,
    producer: `${product.name} ${product.version}`,
  };
}

function noticesOf({ submission, authority }: SummaryInput): Notice[] {
  const notices: Notice[] = [];
  if (submission.restricted) {
    notices.push({
      heading: 'Auskunftssperre',
      text: `Dieses Dokument ist nur für diese Stelle bestimmt: ${authority ?? 'die zuständige Behörde'}. Sein Inhalt darf niemandem sonst bekannt werden.`,
    });
  }
  if (submission.test) {
    notices.push({
      heading: 'Test',
      text: 'Diese Einreichung ist ein Test. Sie darf nicht bearbeitet werden.',
    });
  }
  return notices;
}

function receiptGroup(input: SummaryInput, title: string): Group {
  const { accepted, submission, areaName, authority, onBehalfOf, timeZone } = input;
  const { authentication } = submission;
  const entries: (Entry | undefined)[] = [
    entry('Leistung', named(title, submission.service)),
    entry('Gebiet', areaName === undefined ? accepted.area : named(areaName, accepted.area)),
    entry('Zuständige Stelle', authority),
    entry('Im Auftrag von', onBehalfOf),
    entry('Art der Einreichung', KINDS[submission.kind]),
    entry('Bezieht sich auf', submission.relatesTo),
    entry('Eingang', momentText(accepted.receivedAt, timeZone)),
    entry('Abgesendet', momentText(submission.submittedAt, timeZone)),
    entry('Referenz des Online-Dienstes', submission.reference),
    entry('Nummer der Einreichung', accepted.submissionId),
    entry('Nummer des Vorgangs', accepted.caseId),
    entry('Online-Dienst', input.client),
    entry('Anmeldung mit', authentication?.means),
    entry('Vertrauensniveau', authentication && LEVELS[authentication.levelOfAssurance]),
    entry('Auskunftssperre', submission.restricted ? 'ja' : undefined),
    entry('Test', submission.test ? 'ja' : undefined),
  ];
  return {
    heading: 'Einreichung',
    paragraphs: [],
    entries: entries.filter((one) => one !== undefined),
    groups: [],
  };
}

/** What a platform sends beside the form data. */
function besideForm({ payment, replyChannel }: Submission, timeZone: string): Group[] {
  const data = {
    ...(payment === null ? {} : { Zahlung: payment }),
    ...(replyChannel === null ? {} : { Rückkanal: replyChannel }),
  };
  if (Object.keys(data).length === 0) return [];
  return [formGroup('Zahlung und Rückkanal', data, undefined, timeZone)];
}

function originGroup({ service, submission, product }: SummaryInput): Group {
  const labels =
    service === undefined
      ? `Die Bezeichnungen der Leistung ${submission.service} lagen dabei nicht mehr vor; die Felder tragen ihre technischen Namen.`
      : `Die Bezeichnungen stammen aus dem Verfahrenspaket ${service.packageVersion}.`;
  const paragraphs = [
    `${product.name} ${product.version} hat dieses Dokument aus den eingereichten Daten erzeugt. ${labels}`,
    'Für die Bearbeitung maßgeblich ist die Nachricht, zu der dieses Dokument gehört.',
  ];
  if (service?.demonstration) {
    paragraphs.push(
      'Das Verfahrenspaket dient der Vorführung und ist nicht für den Betrieb bestimmt.',
    );
  }
  return { heading: 'Über dieses Dokument', paragraphs, entries: [], groups: [] };
}

function entry(label: string, value: string | null | undefined): Entry | undefined {
  return value === null || value === undefined ? undefined : { label, value };
}

function named(name: string, key: string): string {
  return name.includes(key) ? name : `${name} (${key})`;
}
