import { defineCommand, WrongCall } from '../command.js';
import { aclCommands } from '../topics/acl-commands.js';
import { adopt } from '../topics/adopt.js';
import { SILENT } from '../topics/silent.js';
import { topicPlan } from '../topics/topic-plan.js';
import { applyReport, planReport } from '../topics/topic-report.js';
import { withLeftToRead } from '../topics/with-left-to-read.js';

export const topics = defineCommand({
  name: 'topics',
  summary: 'Show, create and correct the topics in Kafka',
  description: [
    'The plan follows from packages, landscape and settings; beside it stands what the brokers have.',
    'Nothing is ever deleted, and partitions are added only while nothing is under way.',
  ],
  positionals: [],
  options: {
    apply: { description: 'create what is missing and change settings that differ' },
    adopt: {
      description: 'go on with a database that was restored from a backup; no program may run',
    },
    acls: { description: 'print the commands that give services and consumers their rights' },
    json: { description: 'as JSON' },
  },
  exits: { 0: 'all topics are as planned', 1: 'some differ' },
  run: async ({ options: call, terminal }) => {
    if ([call.apply, call.acls, call.adopt].filter(Boolean).length > 1) {
      throw new WrongCall('Name one of --apply, --adopt and --acls.');
    }
    const plan = await topicPlan(terminal.env);
    if (call.acls) {
      terminal.say(aclCommands(plan));
      return 0;
    }
    if (call.adopt) {
      terminal.say(await adopt(plan, terminal.env));
      return 0;
    }
    const { applyTopics, topicDifferences } = await import('#event-log');
    const reached = { options: plan.options, log: SILENT };
    if (call.apply) {
      const applied = await withLeftToRead(plan, terminal.env, (leftToRead) =>
        applyTopics(plan.topics, { ...reached, leftToRead }),
      );
      terminal.say(call.json ? JSON.stringify(applied, null, 2) : applyReport(applied));
      return applied.left.length === 0 ? 0 : 1;
    }
    const differences = await topicDifferences(plan.topics, reached);
    terminal.say(
      call.json
        ? JSON.stringify({ topics: plan.topics, differences }, null, 2)
        : planReport(plan.topics, differences),
    );
    return differences.length === 0 ? 0 : 1;
  },
});
