import type { FaultBed, Instances } from './bed.js';

/** Something that goes wrong while submissions come in. */
export interface Fault {
  /** Goes on after "while". */
  name: string;
  instances: Instances;
  /**
   * Lets it happen. Whatever it stopped runs again when this resolves, or is started by {@link FaultBed.mend}.
   *
   * @throws Error where the services did not do, while it lasted, what they have to
   */
  happen(bed: FaultBed): Promise<void>;
}
