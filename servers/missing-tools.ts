/** The versions that the system has; 0 where a tool is missing. */
export interface FoundTools {
  java: number;
  maven: number;
  postgres: number;
}

/** What Kafka and PostgreSQL need, and the Debian packages that bring it. */
const NEEDED = [
  { tool: 'java', name: 'Java', least: 17, for: 'Kafka', package: 'default-jdk-headless' },
  { tool: 'maven', name: 'Maven', least: 3, for: 'fetching Kafka', package: 'maven' },
  { tool: 'postgres', name: 'PostgreSQL', least: 15, for: 'the store', package: 'postgresql' },
] as const;

/** Says what is missing or too old, and how to install it; nothing where all is there. */
export function missingTools(found: FoundTools): string[] {
  const missing = NEEDED.filter(({ tool, least }) => found[tool] < least);
  if (missing.length === 0) return [];
  return [
    ...missing.map(({ tool, name, least, for: purpose }) => {
      const has = found[tool] === 0 ? 'there is none' : `there is ${found[tool]}`;
      return `${name} ${least} or newer is needed for ${purpose}; ${has}.`;
    }),
    `On Debian 12 or newer: apt-get install ${missing.map((tool) => tool.package).join(' ')}`,
  ];
}
