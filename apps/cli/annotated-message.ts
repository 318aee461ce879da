/** From which column on the origins stand. */
const COLUMN = 72;

/** The lines of a message, an element each, with what the mapping takes it from beside it. */
export function annotatedMessage(
  lines: readonly string[],
  origins: ReadonlyMap<string, readonly string[]>,
): string[] {
  const path: string[] = [];
  const annotated: string[] = [];
  for (const line of lines) {
    const start = /^\s*<([^\s/>?!]+)/.exec(line)?.[1];
    if (start === undefined) {
      if (/^\s*<\//.test(line)) path.pop();
      annotated.push(line);
      continue;
    }
    path.push(start.slice(start.indexOf(':') + 1));
    const target = path.slice(1).join('/');
    const taken = [
      ...(origins.get(target) ?? []),
      ...[...origins]
        .filter(([place]) => place.startsWith(`${target}/@`))
        .map(([place, from]) => ({ name: place.slice(target.length + 2), from }))
        .filter(({ name }) => new RegExp(`[ :]${name}="`).test(line))
        .map(({ name, from }) => `@${name} ${from.join(' or ')}`),
    ];
    annotated.push(
      taken.length === 0 ? line : `${line.padEnd(COLUMN)}  <- ${taken.join('; ')}`.trimEnd(),
    );
    if (line.endsWith('/>') || line.includes('</')) path.pop();
  }
  return annotated;
}
