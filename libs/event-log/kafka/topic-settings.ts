import type { Admin } from 'kafkajs';
import { ConfigResourceTypes } from './config-resources.js';

const LIMIT = 'max.message.bytes';

/** How large a batch of records the topics admit, in bytes; topics as named on the brokers. */
export async function maximumRecordBytes(
  admin: Admin,
  topics: readonly string[],
): Promise<Map<string, number>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({
      type: ConfigResourceTypes.TOPIC,
      name,
      configNames: [LIMIT],
    })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      Number(configEntries.find((entry) => entry.configName === LIMIT)?.configValue),
    ]),
  );
}
