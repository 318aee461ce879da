/** The tables that transform writes. */
export interface TransformTables {
  /** A case that waits, in a cluster, behind a submission that needs a person. */
  hold: { case_id: string; cluster: string; submission_id: string };
  /** Who waits, in the order of arrival; `seq` is the record's offset in `submissions`. */
  held_submission: { seq: number; case_id: string; cluster: string; submission_id: string };
}
