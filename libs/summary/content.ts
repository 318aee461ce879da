/** What a summary says, in the order in which it says it: plain data, in German. */
export interface SummaryContent {
  /** Names the document: the service. */
  title: string;
  /** Whose letter it could be: the authority, where it is known. */
  authority: string | undefined;
  lead: string;
  /** What nobody may overlook. */
  notices: readonly Notice[];
  groups: readonly Group[];
  /** Stands on every page, so that a sheet can be told from those of others. */
  footer: string;
  /** ISO 8601: the date of receipt, also that of the document, so that the same input gives the same bytes. */
  createdAt: string;
  /** The program with its version. */
  producer: string;
}

export interface Notice {
  heading: string;
  text: string;
}

/** A heading and what stands below it. */
export interface Group {
  heading: string;
  paragraphs: readonly string[];
  entries: readonly Entry[];
  groups: readonly Group[];
}

export interface Entry {
  label: string;
  /** Line breaks are kept. */
  value: string;
}
