/**
 * The program of the expression thread. It is a text because a thread needs a file or a text to start from, and
 * a file would have to be found in the sources and in the built program alike. An empty list says that it is up.
 * `$pad` is bounded: a native call that allocates cannot be stopped half-way. Clock and chance are not to be had:
 * the same submission gives the same bytes. That is why `$toMillis` takes no picture, which fills what a text leaves
 * out from the clock, and reads a time without a zone in UTC rather than where the machine stands. Base64 is that of
 * UTF-8: JSONata's own keeps half of every character beyond Latin-1. Errors are named by their code; their texts may
 * quote values.
 */
export const WORKER_SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const jsonata = require(workerData.jsonata);

const LIMITS = { stack: 500, timeout: 800, sequence: 100000 };
const compiled = new Map();

function refuse(code) {
  throw Object.assign(new Error(code), { code });
}

function pad(text, width, filler) {
  if (text === undefined) return undefined;
  if (Math.abs(width) > 10000) refuse('$pad wider than 10000');
  const fill = filler === undefined || filler === '' ? ' ' : filler;
  return width < 0 ? text.padStart(-width, fill) : text.padEnd(width, fill);
}

const ISO = /^(\\d{4}(?:-\\d{2}(?:-\\d{2})?)?)(T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?)?(?:(Z)|([+-]\\d{2}):?(\\d{2}))?$/;

function toMillis(text, picture) {
  if (text === undefined) return undefined;
  if (picture !== undefined) {
    refuse('$toMillis takes no picture; write { date: ..., reads: ... } in the mapping');
  }
  const [match, day, time, utc, hours, minutes] = ISO.exec(text) || [];
  const zone = hours === undefined ? 'Z' : hours + ':' + minutes;
  const at = match === undefined ? NaN : Date.parse(day + (time === undefined ? '' : time + zone));
  if (Number.isNaN(at)) refuse('$toMillis reads 2026-07-01T14:30:00+02:00 and what is left of it');
  return at;
}

function base64(text) {
  return text === undefined ? undefined : Buffer.from(text, 'utf8').toString('base64');
}

function fromBase64(text) {
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString('utf8');
}

function expressionOf(text) {
  let expression = compiled.get(text);
  if (expression === undefined) {
    expression = jsonata(text, LIMITS);
    expression.registerFunction('pad', pad, '<s-ns?:s>');
    expression.registerFunction('toMillis', toMillis, '<s-s?:n>');
    expression.registerFunction('base64encode', base64, '<s-:s>');
    expression.registerFunction('base64decode', fromBase64, '<s-:s>');
    for (const name of ['now', 'millis', 'random', 'shuffle']) {
      expression.registerFunction(name, () => refuse('the clock and chance are not available'));
    }
    compiled.set(text, expression);
  }
  return expression;
}

async function evaluation({ text, context }) {
  try {
    const value = await expressionOf(text).evaluate(context);
    return { value: typeof value === 'object' && value !== null ? {} : value };
  } catch (error) {
    return { problem: 'The expression failed (' + (error && error.code || 'error') + ')' };
  }
}

parentPort.on('message', async (requests) => {
  const evaluations = [];
  for (const request of requests) evaluations.push(await evaluation(request));
  parentPort.postMessage(evaluations);
});
parentPort.postMessage([]);
`;
