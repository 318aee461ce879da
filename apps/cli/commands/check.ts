import { resolve } from 'node:path';
import { ConfigurationError, type ConfigurationFinding } from '#domain';
import type { CheckOptions } from '#packages';
import { installationFolders, readableTopics } from '../cli.settings.js';
import { defineCommand } from '../command.js';
import { packageFolders } from '../package-folders.js';
import { counted } from '../words.js';

export const check = defineCommand({
  name: 'check',
  summary: 'Check packages with their examples, and the landscape, before anything runs',
  description: [
    'Names every mistake with file and line, and says whether each example still gives the message beside it.',
    'The landscape is checked against the packages: with a folder named, only where --landscape names one too.',
  ],
  positionals: [
    {
      name: 'packages',
      description: 'packages, or the folder above them; NAHTLOS_PACKAGES or ./schemas where absent',
      optional: true,
      several: true,
    },
  ],
  options: {
    landscape: {
      value: 'DIR',
      description:
        'the folder of the landscape; NAHTLOS_LANDSCAPE or ./landscape/demo where absent',
    },
    update: { description: 'write the messages beside the examples anew, instead of comparing' },
    json: { description: 'as JSON' },
  },
  exits: {
    0: 'no mistakes',
    1: 'mistakes',
    2: 'the call is wrong, or a file that it names cannot be read',
  },
  run: async ({ positionals, options, terminal }) => {
    const folders = await installationFolders(terminal.env);
    const { root: packages, only } = packageFolders(positionals, folders.packages);
    const landscape =
      options.landscape === undefined
        ? positionals.length === 0
          ? folders.landscape
          : undefined
        : resolve(options.landscape);
    const findings = await packageFindings(packages, { update: options.update, only });
    const unusable = findings.some(({ severity }) => severity === 'error');
    if (landscape !== undefined && !unusable) {
      const topicsInReach = await readableTopics(terminal.env);
      findings.push(...(await landscapeFindings(landscape, packages, topicsInReach)));
    }
    const mistakes = findings.filter(({ severity }) => severity === 'error').length;
    if (options.json) terminal.say(JSON.stringify({ findings }, null, 2));
    else {
      for (const { file, line, severity, message } of findings) {
        terminal.say(`${file}:${line}  ${severity === 'warning' ? 'warning: ' : ''}${message}`);
      }
      const warnings = findings.length - mistakes;
      terminal.say(`${counted(mistakes, 'mistake')}, ${counted(warnings, 'warning')}.`);
      if (landscape !== undefined && unusable) {
        terminal.say('The landscape is checked once the packages have no mistakes.');
      }
    }
    return mistakes === 0 ? 0 : 1;
  },
});

async function packageFindings(
  folder: string,
  options: CheckOptions,
): Promise<ConfigurationFinding[]> {
  const { checkPackages } = await import('#packages');
  try {
    return await checkPackages(folder, options);
  } catch (cause) {
    if (cause instanceof ConfigurationError) return [...cause.findings];
    throw cause;
  }
}

async function landscapeFindings(
  folder: string,
  packages: string,
  topicsInReach: boolean,
): Promise<readonly ConfigurationFinding[]> {
  const [{ loadPackages }, { loadLandscape }, { TRANSPORTS }] = await Promise.all([
    import('#packages'),
    import('#landscape'),
    import('#destinations'),
  ]);
  try {
    const services = await loadPackages(packages);
    const { warnings } = await loadLandscape(folder, {
      transports: TRANSPORTS,
      services,
      topicsInReach,
    });
    return warnings;
  } catch (cause) {
    if (cause instanceof ConfigurationError) return cause.findings;
    throw cause;
  }
}
