import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type ProblemLog, sendProblem } from './send-problem.js';

/** Makes Nest answer with problems: `app.useGlobalFilters(new ProblemFilter(log))`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log: ProblemLog;

  constructor(log: ProblemLog) {
    this.#log = log;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (!reply.sent) sendProblem(reply, thrown, this.#log);
  }
}
