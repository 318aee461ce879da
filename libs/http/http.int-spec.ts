import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Failure } from '#domain';
import {
  bearer,
  onlyMethods,
  ProblemFilter,
  problemResponse,
  registerOpenApi,
  serverOptions,
} from './index.js';

@Controller()
class Example {
  @Get('refused')
  refused(): never {
    throw new Failure('unavailable', 'The disk is full.', { retryAfter: 30 });
  }
  @Get('broken')
  broken(): never {
    throw new Error('a secret');
  }
  @Get('key')
  key(): string {
    return bearer({ headers: {} });
  }
  @Post('body')
  body(): string {
    return 'ok';
  }
}

@Module({ controllers: [Example] })
class ExampleModule {}

const logged: object[] = [];
let app: NestFastifyApplication;

async function start(): Promise<void> {
  const log = { error: (fields: object) => logged.push(fields) };
  const adapter = new FastifyAdapter(serverOptions({ log }));
  app = await NestFactory.create<NestFastifyApplication>(ExampleModule, adapter, { logger: false });
  app.useGlobalFilters(new ProblemFilter(log));
  const fastify = adapter.getInstance();
  await registerOpenApi(fastify as never, { title: 'Nahtlos', version: '1', description: '' });
  fastify.get(
    '/described',
    { schema: { summary: 'An example', response: { 404: problemResponse('Not there') } } },
    async () => 'ok',
  );
  onlyMethods(fastify as never, '/described', ['GET']);
  await app.init();
  await fastify.ready();
}

afterEach(() => app.close());

describe('problems', () => {
  it.each([
    ['GET', '/refused', 503, 'unavailable'],
    ['GET', '/broken', 500, 'internal'],
    ['GET', '/key', 401, 'unauthenticated'],
    ['GET', '/nowhere?name=Schmidt', 404, 'not-found'],
    ['GET', '/%zz', 400, 'malformed'],
    ['DELETE', '/described', 405, 'method-not-allowed'],
  ] as const)('answer %s %s with %d', async (method, url, status, code) => {
    await start();
    const response = await app.inject({ method, url });
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.json()).toMatchObject({ type: `urn:nahtlos:problem:${code}`, status });
    expect(response.body).not.toMatch(/Schmidt|secret|%zz/);
  });

  it('answer a body that is not JSON without quoting it', async () => {
    await start();
    const response = await app.inject({
      method: 'POST',
      url: '/body',
      headers: { 'content-type': 'application/json' },
      payload: '{"name": Schmidt}',
    });
    expect([response.statusCode, response.json().type]).toEqual([
      400,
      'urn:nahtlos:problem:malformed',
    ]);
    expect(response.body).not.toContain('Schmidt');
  });

  it('say when to come back, what to present and what is allowed', async () => {
    await start();
    expect((await app.inject('/refused')).headers['retry-after']).toBe('30');
    expect((await app.inject('/key')).headers['www-authenticate']).toContain('Bearer');
    const refused = await app.inject({ method: 'PUT', url: '/described' });
    expect(refused.headers.allow).toBe('GET');
  });

  it('of our own making are logged under the id that the caller is given', async () => {
    await start();
    logged.length = 0;
    const { instance } = (await app.inject('/broken')).json();
    expect(logged).toHaveLength(1);
    expect(instance).toBe(`urn:uuid:${(logged[0] as { incident: string }).incident}`);
  });
});

describe('the OpenAPI document', () => {
  it('holds the routes that have a schema, with their problems, and no others', async () => {
    await start();
    const document = (await app.inject('/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(['/described']);
    expect(Object.keys(document.paths['/described'])).toEqual(['get']);
    expect(
      document.paths['/described'].get.responses['404'].content['application/problem+json'],
    ).toBeDefined();
  });
});
