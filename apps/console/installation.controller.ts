import { isAbsolute } from 'node:path';
import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { type Manifest, writeBackup } from '#backup';
import { ConfigurationError, Failure } from '#domain';
import { CONSOLE_PORTS, type ConsolePorts, type Reloaded } from './console.ports.js';
import { BACKUP, RELOAD } from './installation.schema.js';
import { ActingOperator, type Operator, OperatorGuard } from './operator.guard.js';

/** What concerns the installation as a whole. */
@Controller('v1')
@UseGuards(OperatorGuard)
export class InstallationController {
  constructor(@Inject(CONSOLE_PORTS) private readonly ports: ConsolePorts) {}

  @Post('backup')
  @HttpCode(200)
  @RouteSchema(BACKUP)
  async backup(
    @Body() body: { file: string },
    @ActingOperator() operator: Operator,
  ): Promise<Manifest> {
    if (!isAbsolute(body.file)) {
      throw new Failure('invalid', 'The file of a backup is named by its absolute path.', {
        findings: [
          { pointer: '/file', code: 'format', detail: 'Expected an absolute path on the server.' },
        ],
      });
    }
    const manifest = await writeBackup(this.ports, body.file);
    this.ports.log.info({ file: body.file, operator: operator.name }, 'A backup was written');
    return manifest;
  }

  @Post('reload')
  @HttpCode(200)
  @RouteSchema(RELOAD)
  async reload(@ActingOperator() operator: Operator): Promise<Reloaded> {
    const reloaded = await this.ports.reload().catch(asFindings);
    this.ports.log.info(
      {
        landscape: reloaded.landscape,
        packages: reloaded.packages,
        operator: operator.name,
      },
      'Landscape and packages were reloaded by an operator',
    );
    return reloaded;
  }
}

function asFindings(cause: unknown): never {
  if (!(cause instanceof ConfigurationError)) throw cause;
  throw new Failure('invalid', 'Landscape or packages have mistakes; those before stay in force.', {
    cause,
    findings: cause.findings.map(({ file, line, message }) => ({
      pointer: `${file}:${line}`,
      code: 'configuration',
      detail: message,
    })),
  });
}
