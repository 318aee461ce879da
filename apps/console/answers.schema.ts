import { problemResponse } from '#http';

/** Parts of the schemas of which the OpenAPI document is made. */
export const text = { type: 'string' } as const;
export const textOrNull = { type: ['string', 'null'] } as const;
export const count = { type: 'integer' } as const;
export const flag = { type: 'boolean' } as const;
export const instant = { type: 'string', description: 'ISO 8601 in UTC' } as const;

export function object(properties: Record<string, object>): object {
  return { type: 'object', required: Object.keys(properties), properties };
}

export function list(items: object): object {
  return { type: 'array', items };
}

export function answer(description: string, schema: object): object {
  return { description, content: { 'application/json': { schema } } };
}

/** What every request of an operator may meet. */
export const REFUSED = {
  400: problemResponse('The request cannot be read'),
  401: problemResponse('No valid API key'),
  403: problemResponse('A key of another role'),
  500: problemResponse('Something went wrong inside'),
} as const;

export const NOT_FOUND = { 404: problemResponse('There is no such thing') } as const;
