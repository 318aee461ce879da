import { type Apart, SERVICES, type ServerProcess, type Service } from '#runtime';

/** Starts one instance of every service. */
export async function startServices(
  apart: Apart,
  settings: Record<string, string> = {},
): Promise<Record<Service, ServerProcess>> {
  const started = await Promise.all(
    SERVICES.map(async (service) => [service, await apart.start(service, { settings })] as const),
  );
  return Object.fromEntries(started) as never;
}

/** Asks the console as an operator, who has to be let in. */
export async function operator(
  server: Pick<ServerProcess, 'url' | 'operatorKey'>,
  path: string,
  method = 'GET',
  body?: object,
  // biome-ignore lint/suspicious/noExplicitAny: whatever the console answers
): Promise<any> {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${server.operatorKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
}
