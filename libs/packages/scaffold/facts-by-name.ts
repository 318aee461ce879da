import type { ValueKind } from './value-kind.js';

/** What comes with every submission, and the names under which standards ask for it. */
export interface NamedFact {
  fact: 'submission' | 'landscape';
  path: string;
  sorts: readonly ValueKind['sort'][];
  /** As paths of element names. */
  names: readonly string[];
}

export const NAMED_FACTS: readonly NamedFact[] = [
  {
    fact: 'submission',
    path: 'submissionId',
    sorts: ['uuid', 'text'],
    names: ['einreichung', 'einreichungId', 'antragsId', 'referenzAntragsservice', 'submissionId'],
  },
  {
    fact: 'submission',
    path: 'caseId',
    sorts: ['uuid', 'text'],
    names: ['antrag/vorgang', 'vorgangsId', 'fallId', 'caseId'],
  },
  {
    fact: 'submission',
    path: 'reference',
    sorts: ['text'],
    names: ['antrag/referenz', 'referenznummer', 'referenz'],
  },
  {
    fact: 'submission',
    path: 'receivedAt',
    sorts: ['date', 'dateTime'],
    names: ['antrag/eingang', 'eingang', 'eingangsdatum', 'datumEingang', 'antragseingang'],
  },
  {
    fact: 'submission',
    path: 'submittedAt',
    sorts: ['date', 'dateTime'],
    names: ['abgesendet', 'antragsdatum', 'datumAntrag', 'antragstellung', 'datumAntragstellung'],
  },
  {
    fact: 'submission',
    path: 'service',
    sorts: ['text'],
    names: ['antrag/leistung', 'leistungsschluessel', 'leikaSchluessel'],
  },
  {
    fact: 'submission',
    path: 'area',
    sorts: ['text'],
    names: ['antrag/gebiet', 'regionalschluessel', 'amtlicherRegionalschluessel'],
  },
  {
    fact: 'landscape',
    path: 'authority.name',
    sorts: ['text'],
    names: ['zustaendigeStelle/name', 'zustaendigeBehoerde/name', 'behoerdenname'],
  },
  {
    fact: 'landscape',
    path: 'tenant',
    sorts: ['text'],
    names: ['mandant'],
  },
];
