import { type DestinationStream, pino, stdTimeFunctions } from 'pino';
import { describeError } from './describe-error.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * What code needs to log. Fields are ids, codes and numbers, never a value of an application; an error goes
 * into the field `err`. The message is a constant sentence.
 */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A log whose lines all carry the fields. */
  child(fields: object): Log;
}

/**
 * Second line of defence: fields that hold payloads or secrets are withheld even where code logs them by
 * mistake, at the top of a line and one level below.
 */
const WITHHELD = [
  'alongside',
  'apiKey',
  'authentication',
  'authorization',
  'body',
  'cookie',
  'data',
  'payload',
  'payment',
  'presented',
  'replyChannel',
  'secret',
  'submission',
  'token',
  'value',
  'xml',
];

/** A log of JSON lines on standard output, or to `stream`. */
export function createLog(options: {
  app: string;
  level: LogLevel;
  stream?: DestinationStream;
}): Log {
  const settings = {
    level: options.level,
    base: { app: options.app },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
    redact: {
      paths: WITHHELD.flatMap((field) => [field, `*.${field}`]),
      censor: '[withheld]',
    },
  };
  return options.stream === undefined ? pino(settings) : pino(settings, options.stream);
}
