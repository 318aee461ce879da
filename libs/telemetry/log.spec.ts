import { describe, expect, it } from '@jest/globals';
import { createLog, type LogLevel } from './log.js';

function recorded(level: LogLevel = 'info') {
  const lines: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, log: createLog({ app: 'intake', level, stream }) };
}

describe('the log', () => {
  it('writes a JSON line with app, level, time and fields', () => {
    const { lines, log } = recorded();
    log.child({ submissionId: 's1' }).info({ status: 202 }, 'accepted a submission');
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        app: 'intake',
        submissionId: 's1',
        status: 202,
        msg: 'accepted a submission',
      },
    ]);
  });

  it('leaves out what lies below the level', () => {
    const { lines, log } = recorded('warn');
    log.info({}, 'quiet');
    log.warn({}, 'heard');
    expect(lines.map((line) => line.msg)).toEqual(['heard']);
  });

  it('withholds payloads and secrets that were logged by mistake', () => {
    const { lines, log } = recorded();
    log.error(
      {
        data: { name: 'Mustermann' },
        request: { authorization: 'Bearer demo-key', body: 'Mustermann' },
        xml: '<name>Mustermann</name>',
      },
      'mistake',
    );
    expect(JSON.stringify(lines)).not.toMatch(/Mustermann|demo-key/);
  });

  it('describes errors without their properties', () => {
    const { lines, log } = recorded();
    log.error({ err: Object.assign(new Error('broken'), { record: 'Mustermann' }) }, 'failed');
    expect(lines[0]?.err).toMatchObject({ type: 'Error', message: 'broken' });
    expect(JSON.stringify(lines)).not.toContain('Mustermann');
  });
});
