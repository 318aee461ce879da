import type { DestinationConfig } from '#domain';
import type { Store } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import { offeringDestinations, recallOffers } from '../queue/offered.js';

export interface RecallPorts {
  store: Pick<Store, 'write' | 'tables'>;
  /** As the landscape has it at this moment. */
  destination(id: string): DestinationConfig | undefined;
  awaitsAcknowledgement(config: DestinationConfig): boolean;
}

/**
 * Takes back what waits for acknowledgements that nobody is asked for any more, because the landscape has another
 * transport or setting now. Returns the destinations with something to do.
 */
export async function recallUnawaited(ports: RecallPorts, now: number): Promise<string[]> {
  const recalled: string[] = [];
  for (const id of await offeringDestinations(ports.store.tables<DeliveryTables>())) {
    const config = ports.destination(id);
    if (config !== undefined && ports.awaitsAcknowledgement(config)) continue;
    recalled.push(id);
    const recall = () =>
      ports.store.write((tx) => recallOffers(tx.tables<DeliveryTables>(), id, now));
    while (await recall());
  }
  return recalled;
}
