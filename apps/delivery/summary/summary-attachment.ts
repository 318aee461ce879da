/** What is the same of every summary, as it goes along like an attachment. Its id is that of no attachment. */
export const SUMMARY = {
  id: 'summary',
  name: 'zusammenfassung.pdf',
  mediaType: 'application/pdf',
  purpose: 'summary',
} as const;
