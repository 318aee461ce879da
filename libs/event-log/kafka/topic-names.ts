import { Failure, TOPICS, type TopicName, topicName } from '#domain';

/** Between the names of the topic map and those on the brokers. */
export class TopicNames {
  readonly #prefix: string;
  #members = new Map<TopicName, string[]>();

  /** `topics`: all topics of this installation, without prefix. */
  constructor(prefix: string, topics: readonly string[]) {
    this.#prefix = prefix;
    this.take(topics);
  }

  /** Takes these topics in place of those before. Returns those that are new. */
  take(topics: readonly string[]): string[] {
    const before = new Set([...this.#members.values()].flat());
    this.#members = new Map();
    for (const topic of topics) {
      const name = topicName(topic);
      if (name !== undefined) this.#members.set(name, [...(this.#members.get(name) ?? []), topic]);
    }
    return topics.filter((topic) => !before.has(topic));
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
