import { describe, expect, it } from '@jest/globals';
import { aclCommands } from './acl-commands.js';

const script = aclCommands({
  options: {
    brokers: [],
    clientId: '',
    prefix: 'amt.',
    groupPrefix: 'amtsgruppe.',
    tls: null,
    sasl: null,
  },
  topics: [],
  clusters: ['gewerbe'],
  ownTopics: [{ cluster: 'gewerbe', destination: 'gewerbe-mainz' }],
  answering: ['gewerbe-mainz'],
});

/** What a user is allowed, a line each. */
const rights = (user: string) =>
  script
    .split('\n')
    .filter((line) => line.startsWith(`allow User:${user} `))
    .map((line) => line.slice(`allow User:${user} `.length));

describe('the commands for access control', () => {
  it('let a service read what it consumes, with its memory, and own its groups and transactions', () => {
    expect(rights('nahtlos-transform')).toEqual([
      '--operation Describe --operation DescribeConfigs --operation Write --resource-pattern-type prefixed --topic amt.',
      '--operation Read --topic amt.submissions',
      '--operation Read --topic amt.holds',
      '--operation Read --topic amt.outbox-positions',
      '--operation Read --resource-pattern-type prefixed --group amtsgruppe.transform.',
      '--operation Describe --operation Write --resource-pattern-type prefixed --transactional-id amtsgruppe.relay.',
      '--operation Describe --operation Write --resource-pattern-type prefixed --transactional-id amtsgruppe.transform.',
      '--operation IdempotentWrite --cluster',
    ]);
    expect(rights('nahtlos-delivery')).toContain(
      '--operation Read --resource-pattern-type prefixed --topic amt.cluster.',
    );
    expect(rights('nahtlos-intake').filter((right) => right.includes('Read --topic'))).toEqual([
      '--operation Read --topic amt.purges',
      '--operation Read --topic amt.replies',
      '--operation Read --topic amt.outbox-positions',
    ]);
  });

  it('let a consumer read its topic alone, and say who sees whose messages', () => {
    expect(rights('fachverfahren-gewerbe')).toEqual([
      '--operation Read --topic amt.cluster.gewerbe',
      '--operation Read --resource-pattern-type prefixed --group fachverfahren-gewerbe.',
    ]);
    expect(rights('gewerbe-mainz')).toEqual([
      '--operation Read --topic amt.cluster.gewerbe.gewerbe-mainz',
      '--operation Read --resource-pattern-type prefixed --group gewerbe-mainz.',
      '--operation Write --topic amt.answers.gewerbe-mainz',
    ]);
    expect(script).toContain('the messages of ALL authorities in it');
  });
});
