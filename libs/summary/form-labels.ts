/** What a place of a form is called, and what may stand inside of it. A form of a package fulfils it. */
export interface FormLabels {
  readonly title: string | undefined;
  /** The members in the order of the form. */
  names(): readonly string[];
  child(name: string): FormLabels | undefined;
  /** What each entry of a list is. */
  items(): FormLabels | undefined;
  /** What a code stands for; undefined where the value speaks for itself. */
  meaning(value: string): string | undefined;
}
