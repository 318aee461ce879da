import type { JsonObject } from '#domain';
import type { FormLabels, SummaryInput } from '#summary';

interface Schema {
  title?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  meanings?: Record<string, string>;
}

/** The labels of a form that is written like a JSON Schema, with what codes stand for. */
export function labelsOf(schema: Schema): FormLabels {
  const { title, properties = {}, items, meanings = {} } = schema;
  return {
    title,
    names: () => Object.keys(properties),
    child: (name) => (Object.hasOwn(properties, name) ? labelsOf(properties[name]!) : undefined),
    items: () => (items === undefined ? undefined : labelsOf(items)),
    meaning: (value) => (Object.hasOwn(meanings, value) ? meanings[value] : undefined),
  };
}

const FORM: Schema = {
  title: 'Hund anmelden',
  properties: {
    halter: {
      title: 'Halterin oder Halter',
      properties: {
        name: { title: 'Name' },
        geburtsdatum: { title: 'Geburtsdatum' },
        anrede: { title: 'Anrede', meanings: { w: 'Frau' } },
      },
    },
    seit: { title: 'Gehalten seit' },
    zwinger: { title: 'Zwinger' },
    hunde: {
      title: 'Hunde',
      items: { title: 'Hund', properties: { rufname: { title: 'Rufname' } } },
    },
  },
};

/** A submission for a dog, and what is known around it. */
export function summaryInput(
  data: JsonObject,
  {
    submission = {},
    ...changes
  }: Partial<Omit<SummaryInput, 'submission'>> & {
    submission?: Partial<SummaryInput['submission']>;
  } = {},
): SummaryInput {
  return {
    accepted: {
      submissionId: '0190d3c8-0000-7000-8000-000000000001',
      caseId: '0190d3c8-0000-7000-8000-000000000002',
      receivedAt: '2026-11-22T23:30:00.000Z',
      area: '072355007',
      attachments: [],
    },
    submission: {
      service: '99102013104000',
      area: '072355007',
      reference: 'AFM-1',
      kind: 'application',
      relatesTo: null,
      submittedAt: '2026-11-22T23:29:00.000Z',
      caseId: null,
      test: false,
      restricted: false,
      data,
      authentication: null,
      payment: null,
      replyChannel: null,
      replies: 'wanted',
      attachments: [],
      ...submission,
    },
    service: {
      name: 'Hundesteuer: Anmeldung',
      packageVersion: 'steuern@1.0.0',
      demonstration: false,
      labels: labelsOf(FORM),
      purposeName: (purpose) => (purpose === 'foto' ? 'Foto des Hundes' : undefined),
    },
    areaName: 'Trier-Land',
    authority: 'Verbandsgemeinde Trier-Land',
    onBehalfOf: 'Newel',
    client: 'Online-Dienste Rheinland-Pfalz',
    timeZone: 'Europe/Berlin',
    product: { name: 'Nahtlos', version: '1.2.3' },
    ...changes,
  };
}
