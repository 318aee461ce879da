import { Failure, TOPICS, type TopicName, topicName } from '#domain';

/** Between the names of the topic map and those on the brokers. */
export class TopicNames {
  readonly #prefix: string;
  readonly #members: ReadonlyMap<TopicName, readonly string[]>;

  /** `topics`: all topics of this installation, without prefix. */
  constructor(prefix: string, topics: readonly string[]) {
    this.#prefix = prefix;
    const members = new Map<TopicName, string[]>();
    for (const topic of topics) {
      const name = topicName(topic);
      if (name !== undefined) members.set(name, [...(members.get(name) ?? []), topic]);
    }
    this.#members = members;
  }

  onBrokers(topic: string): string {
    if (topicName(topic) === undefined) {
      throw new Failure('internal', `The topic map has no topic ${topic}.`);
    }
    return this.#prefix + topic;
  }

  inMap(topicOnBrokers: string): string {
    return topicOnBrokers.slice(this.#prefix.length);
  }

  /** The topics behind an entry of the map, as they are named on the brokers. */
  membersOf(topic: string): string[] {
    const name = topicName(topic);
    if (name === undefined || topic !== name || !TOPICS[name].family) {
      return [this.onBrokers(topic)];
    }
    return (this.#members.get(name) ?? []).map((member) => this.#prefix + member);
  }
}
