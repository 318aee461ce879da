import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigurationError, Failure } from '#domain';
import { EventLogServer } from '#event-log';
import { ProblemFilter, registerOpenApi, serverOptions } from '#http';
import { readSettings, type SettingDefinitions, type Settings, SettingsError } from '#settings';
import { type Installation, openInstallation } from './installation.js';
import { KAFKA_SETTINGS } from './kafka.settings.js';
import { letConnectionsGo } from './let-connections-go.js';
import { SETTINGS_OF_PROGRAMS } from './names-of-settings.js';
import { registerOperations } from './operations-routes.js';
import { RUNTIME_SETTINGS } from './runtime.settings.js';
import { removeServerFile, writeServerFile } from './server-file.js';

/** A program: the apps that it holds, their settings, and how they are wired with an installation. */
export interface Program<Definitions extends SettingDefinitions> {
  name: string;
  /** Whose topics this program consumes. */
  apps: readonly string[];
  settings: Definitions;
  /** The largest value that it puts into a topic, in bytes. */
  largestValue?(settings: Settings<Definitions>): number;
  modules(installation: Installation, settings: Settings<Definitions>): DynamicModule[];
}

/** Milliseconds that a process gets to end once it has given up. */
const GIVE_UP_AFTER = 15_000;

@Module({})
class Root {}

/** Runs a program until it is told to stop. Ends the process with a sentence where it cannot start. */
export async function serve<Definitions extends SettingDefinitions>(
  program: Program<Definitions>,
): Promise<void> {
  try {
    const running = await start(program);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        running.stop().then(
          () => process.exit(process.exitCode ?? 0),
          () => process.exit(1),
        );
      });
    }
    // Who is told that it runs may end it at once, and in good order.
    running.announce();
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(1);
  }
}

/** Ends a process that would only seem to work; whoever watches it starts another one. */
function giveUp(said: string, cause: unknown): void {
  process.stderr.write(`${said} ${sentence(cause)}\n`);
  // What is in hand may still end; what does not, ends here.
  setTimeout(() => process.exit(1), GIVE_UP_AFTER).unref();
  process.exitCode = 1;
  process.kill(process.pid, 'SIGTERM');
}

async function start<Definitions extends SettingDefinitions>(
  program: Program<Definitions>,
): Promise<{ announce(): void; stop(): Promise<void> }> {
  // Read in one go, so that all mistakes show at once.
  const definitions = { ...RUNTIME_SETTINGS, ...KAFKA_SETTINGS, ...program.settings };
  const all = readSettings(definitions, process.env, SETTINGS_OF_PROGRAMS);
  const settings = all as Settings<typeof RUNTIME_SETTINGS & typeof KAFKA_SETTINGS>;
  const own = all as unknown as Settings<Definitions>;
  const { name, apps } = program;
  const largestValue = program.largestValue?.(own) ?? 0;
  const installation = await openInstallation({ name, apps, largestValue }, settings, giveUp);
  try {
    const app = await NestFactory.create<NestFastifyApplication>(
      { module: Root, imports: program.modules(installation, own) },
      new FastifyAdapter(serverOptions(installation)),
      { logger: false, abortOnError: false },
    );
    app.useGlobalFilters(new ProblemFilter(installation.log));
    const fastify = app.getHttpAdapter().getInstance();
    await registerOpenApi(fastify as never, {
      title: 'Nahtlos',
      version: installation.version,
      description: 'Takes applications and hands them to the case-handling systems.',
    });
    registerOperations(fastify as never, installation);
    fastify.addHook('preClose', async () => letConnectionsGo(app.getHttpServer()));
    app.connectMicroservice({
      strategy: new EventLogServer({ apps: program.apps, eventLog: installation.eventLog }),
    });
    await app.init();
    await app.startAllMicroservices();
    await app.listen(settings.port, settings.host);
    const url = await app.getUrl();
    return {
      announce: () => {
        writeServerFile(settings.data, {
          pid: process.pid,
          url,
          operatorKey: installation.operatorKey,
        });
        installation.log.info(
          {
            url,
            dataFolder: settings.data,
            landscape: installation.landscape.current().version,
            packages: installation.packages.current().version,
          },
          program.apps.includes('intake')
            ? 'Nahtlos accepts submissions'
            : `Nahtlos ${program.name} runs`,
        );
      },
      stop: async () => {
        installation.log.info({}, 'Nahtlos stops');
        removeServerFile(settings.data);
        await app.close();
        await installation.close();
      },
    };
  } catch (error) {
    await installation.close();
    throw error;
  }
}

function sentence(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof SettingsError) return error.message;
  if (error instanceof Failure) return error.message;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `${message}. Stop the program that listens there, or choose another port with NAHTLOS_PORT.`;
  }
  return stack ?? String(error);
}
