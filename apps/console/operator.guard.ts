import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Failure } from '#domain';
import { bearer } from '#http';
import { CONSOLE_PORTS, type ConsolePorts } from './console.ports.js';

/** Who acts: the name that goes into the journal and the audit. */
export interface Operator {
  name: string;
}

/** The key that a server puts into its data folder for the command line beside it. */
const LOCAL_KEY = 'local';
/** Under that key the command line says who uses it, URI-encoded: a name may have any letters. */
const NAME_HEADER = 'nahtlos-operator';
const LONGEST_NAME = 200;

type OperatorRequest = FastifyRequest & { operator?: Operator };

/** Admits operators alone. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(@Inject(CONSOLE_PORTS) private readonly ports: ConsolePorts) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    const principal = this.ports.authenticate(bearer(request));
    if (principal === undefined) {
      throw new Failure('unauthenticated', 'The API key is not known here.');
    }
    if (principal.role !== 'operator') {
      throw new Failure('forbidden', 'This needs a key with the role operator.');
    }
    const said = principal.keyId === LOCAL_KEY ? nameIn(request) : undefined;
    request.operator = { name: said ?? principal.name };
    return true;
  }
}

/** The operator that the guard admitted. */
export const ActingOperator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Operator => {
    const { operator } = context.switchToHttp().getRequest<OperatorRequest>();
    if (operator === undefined) throw new Failure('unauthenticated');
    return operator;
  },
);

function nameIn(request: FastifyRequest): string | undefined {
  const header = request.headers[NAME_HEADER];
  if (typeof header !== 'string' || header === '') return undefined;
  try {
    return decodeURIComponent(header).trim().slice(0, LONGEST_NAME) || undefined;
  } catch {
    throw new Failure('malformed', `The header ${NAME_HEADER} is not URI-encoded.`);
  }
}
