import { defineCommand } from '../command.js';
import { SCHEMA_OPTIONS } from '../schemas/schema-options.js';
import { schemaPlace } from '../schemas/schema-place.js';

export const schema = defineCommand({
  name: 'schema',
  summary: 'Show the messages of a schema set, and whether it loads',
  description: [
    'Of a folder all XSDs are loaded together, whether or not they include each other.',
    'Nothing is fetched: an address that the URL map does not name is listed with the line to add to it.',
    'Includes and imports stay within the folder that holds the schema, the URL map and all files it names.',
  ],
  positionals: [{ name: 'schema', description: 'an XSD, or a folder of XSDs' }],
  options: {
    ...SCHEMA_OPTIONS,
    all: { description: 'every global element, not only those that are meant as messages' },
    json: { description: 'as JSON, with everything' },
  },
  exits: {
    0: 'it loads',
    1: 'it does not load',
    2: 'the call is wrong, or a file that it names cannot be read',
  },
  run: async ({ positionals: [path = ''], options, terminal }) => {
    const place = await schemaPlace(path, { urlMap: options['url-map'], within: options.within });
    const [{ schemaReport }, { reportLines }] = await Promise.all([
      import('../schemas/schema-report.js'),
      import('../schemas/report-lines.js'),
    ]);
    const report = await schemaReport(place);
    if (options.json) terminal.say(JSON.stringify(report, null, 2));
    else for (const line of reportLines(report, options.all)) terminal.say(line);
    return report.findings.length === 0 ? 0 : 1;
  },
});
