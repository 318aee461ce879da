import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

type Variables = Readonly<Record<string, string>>;

/** What the test holds against the code; Compose itself knows much more. */
export interface ComposeService {
  image: string;
  build?: string;
  user?: string;
  command?: string[];
  environment?: Variables;
  healthcheck?: { test?: string[]; disable?: boolean };
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  tmpfs?: string[];
  restart?: string;
  profiles?: string[];
  mem_limit?: string;
  cpus?: number;
  pids_limit?: number;
}

export function composeServices(): Record<string, ComposeService> {
  const text = readFileSync('docker-compose.yml', 'utf8');
  return parse(text, { merge: true }).services;
}

/** The instructions of the Dockerfile, continued lines joined, with the last stage apart. */
export function dockerfile(): { all: string[]; last: string[] } {
  const all = readFileSync('Dockerfile', 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const begin = all.findLastIndex((line) => line.startsWith('FROM '));
  return { all, last: all.slice(begin) };
}

/** What the last stage sets for every program. */
export function imageEnvironment(): Variables {
  const settings = dockerfile().last.filter((line) => line.startsWith('ENV '));
  return Object.fromEntries(
    settings.flatMap((line) =>
      line
        .slice('ENV '.length)
        .split(/\s+/)
        .map((setting) => setting.split('=') as [string, string]),
    ),
  );
}
