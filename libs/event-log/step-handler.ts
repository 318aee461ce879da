import { applyDecorators, Controller, UseFilters } from '@nestjs/common';
import { RethrowingFilter } from './rethrowing-filter.js';

/**
 * Makes a class the handler of a step. Its failures reach the runner as they were thrown: a filter that is set on the
 * application comes too late for the handlers of a transport that is connected to an HTTP server.
 */
export function StepHandler(): ClassDecorator {
  return applyDecorators(Controller(), UseFilters(RethrowingFilter));
}
