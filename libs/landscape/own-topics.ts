import { type OwnTopic, ownTopic } from '#domain';
import type { ServiceFacts } from './landscape.js';
import type { Activation } from './routing-table.js';

/** Which topics the destinations with topics of their own need: a cluster's, where its messages go there. */
export function ownTopicsOf(
  activations: readonly Activation[],
  services: ServiceFacts,
): readonly OwnTopic[] {
  const topics = new Map<string, OwnTopic>();
  for (const { service, packageVersion: version, targets } of activations) {
    for (const { message, destination, ownTopic: own } of targets) {
      if (own !== true) continue;
      const cluster = services.message(message, { version, service })?.cluster;
      if (cluster === undefined) continue;
      topics.set(ownTopic({ cluster, destination }), { cluster, destination });
    }
  }
  return [...topics.keys()].sort().map((topic) => topics.get(topic)!);
}
