import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings } from './read-settings.js';
import { defineSettings } from './setting.js';
import { SettingsError } from './settings-error.js';
import { settingsPage } from './settings-page.js';

const definitions = defineSettings({
  port: {
    env: 'NAHTLOS_PORT',
    kind: 'integer',
    unit: 'port',
    minimum: 0,
    maximum: 65_535,
    default: 8080,
    description: 'Port of the HTTP server.',
  },
  share: {
    env: 'NAHTLOS_SHARE',
    kind: 'number',
    unit: 'parts of one',
    minimum: 0,
    default: 0.05,
    description: 'Share of the disk that stays free.',
  },
  data: {
    env: 'NAHTLOS_DATA',
    kind: 'path',
    default: './data',
    description: 'Folder of the data.',
  },
  certificate: {
    env: 'NAHTLOS_CERTIFICATE',
    kind: 'path',
    default: null,
    description: 'A certificate.',
  },
  level: {
    env: 'NAHTLOS_LOG_LEVEL',
    kind: 'choice',
    choices: ['debug', 'info', 'warn'],
    default: 'info',
    description: 'Lowest level that is logged.',
  },
  open: { env: 'NAHTLOS_OPEN', kind: 'boolean', default: false, description: 'Whether.' },
});

describe('reading settings', () => {
  it('falls back to the defaults, with paths made absolute', () => {
    expect(readSettings(definitions, { NAHTLOS_PORT: '', HOME: '/root' })).toEqual({
      port: 8080,
      share: 0.05,
      data: resolve('data'),
      certificate: null,
      level: 'info',
      open: false,
    });
  });

  it('derives a default from the machine where it depends on it, and tells how', () => {
    const derived = defineSettings({
      workers: {
        env: 'NAHTLOS_WORKERS',
        kind: 'integer',
        unit: 'workers',
        minimum: 0,
        default: { derive: () => 3, told: 'half of the processors' },
        description: 'Workers.',
      },
    });
    expect(readSettings(derived, {}).workers).toBe(3);
    expect(readSettings(derived, { NAHTLOS_WORKERS: '0' }).workers).toBe(0);
    expect(settingsPage({ Group: derived })).toContain('| half of the processors |');
  });

  it('gives typed values', () => {
    const settings = readSettings(definitions, {
      NAHTLOS_PORT: '0',
      NAHTLOS_SHARE: '0.1',
      NAHTLOS_DATA: '/srv/data',
      NAHTLOS_LOG_LEVEL: 'debug',
      NAHTLOS_OPEN: 'true',
    });
    const port: number = settings.port;
    const level: 'debug' | 'info' | 'warn' = settings.level;
    const certificate: string | null = settings.certificate;
    expect([port, level, certificate, settings.share, settings.data, settings.open]).toEqual([
      0,
      'debug',
      null,
      0.1,
      '/srv/data',
      true,
    ]);
  });

  it('lists everything that is wrong at once, by name, without the values', () => {
    const env = {
      NAHTLOS_PORT: '80x',
      NAHTLOS_SHARE: '-1',
      NAHTLOS_LOG_LEVEL: 'loud',
      NAHTLOS_OPEN: 'yes',
      NAHTLOS_DTAA: '/srv',
      NAHTLOS_SOMETHING_ELSE: 'x',
    };
    let thrown: unknown;
    try {
      readSettings(definitions, env);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SettingsError);
    expect((thrown as SettingsError).problems).toEqual([
      { name: 'NAHTLOS_PORT', message: 'expected a whole number from 0 to 65535 port' },
      { name: 'NAHTLOS_SHARE', message: 'expected a number of at least 0 parts of one' },
      { name: 'NAHTLOS_LOG_LEVEL', message: 'expected one of debug, info, warn' },
      { name: 'NAHTLOS_OPEN', message: 'expected true or false' },
      { name: 'NAHTLOS_DTAA', message: 'there is no such setting; did you mean NAHTLOS_DATA?' },
      { name: 'NAHTLOS_SOMETHING_ELSE', message: 'there is no such setting' },
    ]);
    expect((thrown as Error).message).not.toContain('loud');
  });

  it.each(['65536', '1.5', '1e3', ' 80', '99999999999999999999'])(
    'refuses %j as a port',
    (given) => {
      expect(() => readSettings(definitions, { NAHTLOS_PORT: given })).toThrow('NAHTLOS_PORT');
    },
  );

  it('leaves the settings of another app in the same environment alone', () => {
    const other = defineSettings({
      host: { env: 'NAHTLOS_HOST', kind: 'text', default: '127.0.0.1', description: 'Host.' },
    });
    expect(readSettings(other, { NAHTLOS_PORT: 'x' }, ['NAHTLOS_PORT'])).toEqual({
      host: '127.0.0.1',
    });
  });
});
