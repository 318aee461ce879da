/** Who handles a batch is perhaps not its owner any more: it is not tried again, but begun anew by whoever is. */
export class BatchAbandoned extends Error {
  constructor(cause: unknown) {
    super('The batch was left to its owner.', { cause });
  }
}
