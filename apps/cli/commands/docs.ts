import { writeFile } from 'node:fs/promises';
import { installationFolders } from '../cli.settings.js';
import { defineCommand, WrongCall } from '../command.js';
import { packageFolders } from '../package-folders.js';

export const docs = defineCommand({
  name: 'docs',
  summary: 'Write a page about the mapping of a package, for the department to read and to sign',
  description: [
    'Form field, element, code list, rule: one page of accessible HTML in German, for the screen and for paper.',
    'The same package gives the same page; the hash on it belongs to exactly the content that it shows.',
    'With mistakes in the package there is no page; they are named with file and line.',
  ],
  positionals: [{ name: 'package', description: 'the folder of a package' }],
  options: {
    out: { value: 'FILE', description: 'the file to write; the output where absent' },
    json: { description: 'what the page shows, as JSON' },
  },
  exits: {
    0: 'written',
    1: 'the package has mistakes',
    2: 'the call is wrong, or a file that it names cannot be read',
  },
  run: async ({ positionals: [folder = ''], options, terminal }) => {
    const { packages } = await installationFolders(terminal.env);
    const { root, only } = packageFolders([folder], packages);
    const [one] = only ?? [];
    if (one === undefined) throw new WrongCall(`${folder} has no package.yaml.`);
    const { documentationPage, documentPackage } = await import('#packages');
    const { documentation, findings } = await documentPackage(root, one);
    const json = JSON.stringify({ findings, documentation: documentation ?? null }, null, 2);
    if (!options.json) {
      for (const { file, line, severity, message } of findings) {
        terminal.complain(
          `${file}:${line}  ${severity === 'warning' ? 'warning: ' : ''}${message}`,
        );
      }
    }
    if (documentation === undefined) {
      if (options.json) terminal.say(json);
      return 1;
    }
    const text = options.json ? json : documentationPage(documentation).trimEnd();
    if (options.out === undefined) terminal.say(text);
    else {
      await writeFile(options.out, `${text}\n`);
      terminal.say(`Written: ${options.out}`);
    }
    return 0;
  },
});
