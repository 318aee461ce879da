/** An error as it may stand in a log line: nothing but its kind, its place and a message free of values. */
interface DescribedError {
  type: string;
  code?: string;
  message?: string;
  /** Where it was thrown, one frame an entry, without the message. */
  at?: string[];
  cause?: DescribedError;
}

/** Errors of platform and libraries whose messages quote what they read. */
const QUOTING: Record<string, string> = {
  SyntaxError: 'JSON.parse and RegExp quote their input',
  XmlError: 'libxml2 quotes the document',
  XmlParseError: 'libxml2 quotes the document',
  XmlValidateError: 'libxml2 quotes the value that does not fit',
  URIError: 'quotes the text',
  RangeError: 'Intl and Date quote the value',
};

const FRAMES = 12;
const CAUSES = 4;

/**
 * Describes anything thrown for a log line. Own properties other than `code` are left out, and so is the
 * message where the kind of error is known to quote its input.
 */
export function describeError(thrown: unknown, depth = 0): DescribedError {
  if (!(thrown instanceof Error)) {
    const code = codeOf(thrown);
    return { type: typeof thrown, ...(code === undefined ? {} : { code }) };
  }
  const type = thrown.constructor.name;
  const code = codeOf(thrown);
  const quotes = type in QUOTING || thrown.name in QUOTING;
  return {
    type,
    ...(code === undefined ? {} : { code }),
    ...(quotes ? {} : { message: thrown.message }),
    at: framesOf(thrown),
    ...(thrown.cause === undefined || depth >= CAUSES
      ? {}
      : { cause: describeError(thrown.cause, depth + 1) }),
  };
}

function codeOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null | undefined)?.code;
  if (typeof code === 'number') return String(code);
  return typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? code : undefined;
}

function framesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  return stack
    .slice(stack.indexOf(error.message) + error.message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .+(:\d+:\d+\)?|\(<anonymous>\)|native)$/.test(line))
    .slice(0, FRAMES)
    .map((line) => line.slice(3));
}
