/** The arrows of the architecture: apps -> adapters -> domain. */
const adapters = [
  'store',
  'blobs',
  'destinations',
  'telemetry',
  'event-log',
  'xoev',
  'landscape',
  'packages',
  'fim',
  'summary',
];

/** Arrows between adapters that the design allows, with their reason. */
const allowed = {
  'event-log': ['store'], // append joins the caller's store transaction
  packages: ['xoev', 'source-file'], // a package is schemas plus mappings
  landscape: ['xoev', 'source-file'], // the official area lists are genericode
  fim: ['xoev'], // XDatenfelder is XML of the XÖV family
};

module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      comment: 'The domain knows no platform, no framework and no adapter.',
      severity: 'error',
      from: { path: '^libs/domain/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/domain/' },
    },
    ...adapters.map((adapter) => ({
      name: `${adapter}-stands-alone`,
      comment: 'Adapters do not import each other; an app wires them.',
      severity: 'error',
      from: { path: `^libs/${adapter}/`, pathNot: 'spec\\.ts$' },
      to: {
        path: '^libs/',
        pathNot: `^libs/(${['domain', adapter, ...(allowed[adapter] ?? [])].join('|')})/`,
      },
    })),
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-never-import-apps',
      comment: 'Only standalone composes the apps.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/(standalone|cli/migrate)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'migrate-knows-the-tables-alone',
      comment: 'Who carries the tables of all apps makes them first, with the migrations of each.',
      severity: 'error',
      from: { path: '^apps/cli/migrate/' },
      to: { path: '^apps/', pathNot: '^apps/(cli/|[^/]+/migrations\\.ts$)' },
    },
    {
      name: 'production-never-imports-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: 'spec\\.ts$' },
      to: { path: '^(test|servers)/' },
    },
    {
      name: 'servers-know-nothing-of-ours',
      comment: 'They start the servers of others, whatever runs on them.',
      severity: 'error',
      from: { path: '^servers/', pathNot: 'spec\\.ts$' },
      to: { path: '^(apps|libs|test|bench)/' },
    },
    {
      name: 'libs-are-entered-by-their-index',
      comment: 'Outside a lib only its entry is visible.',
      severity: 'error',
      from: { path: '^(apps|test|bench)/' },
      to: { path: '^libs/[^/]+/(?!index\\.ts$)' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kafkajs-in-one-folder',
      severity: 'error',
      from: { pathNot: '^(libs/event-log/kafka|servers|bench|test)/' },
      to: { path: 'node_modules/kafkajs' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['nahtlos-source', 'import', 'node', 'default', 'types'],
    },
  },
};
