import type { CompiledQuery, QueryResult } from 'kysely';
import type { Tables } from '../../apps/delivery/queue/positional.js';

/** Stands between the code and a statement: sees it, and may do something before or after it runs. */
export type Watch = (statement: {
  query: CompiledQuery;
  run(): Promise<QueryResult<unknown>>;
}) => Promise<QueryResult<unknown>>;

/** The tables, with an eye on what is executed through them. */
export function watching(tables: Tables, watch: Watch): Tables {
  const through = (target: { executeQuery(query: CompiledQuery): Promise<unknown> }) => {
    return (query: CompiledQuery) =>
      watch({ query, run: () => target.executeQuery(query) as Promise<QueryResult<unknown>> });
  };
  return new Proxy(tables, {
    get(target, name) {
      if (name === 'executeQuery') return through(target);
      if (name === 'getExecutor') {
        const executor = target.getExecutor();
        const watched = new Proxy(executor, {
          get: (inner, property) =>
            property === 'executeQuery' ? through(inner as never) : bound(inner, property),
        });
        return () => watched;
      }
      return bound(target, name);
    },
  });
}

function bound(target: object, name: string | symbol): unknown {
  const value = Reflect.get(target, name, target) as unknown;
  return typeof value === 'function' ? value.bind(target) : value;
}
