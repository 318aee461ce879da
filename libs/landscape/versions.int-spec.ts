import { expect, test } from '@jest/globals';
import { ConfigurationError } from '#domain';
import {
  changed,
  landscapeFolder,
  SERVICES,
  TRANSPORTS,
} from '../../test/factories/landscape-folder.js';
import { loadLandscape } from './index.js';

/** Packages whose version 2.0.0 no longer has the message that the landscape names. */
const VERSIONS = {
  service: (key: string) => SERVICES.service(key),
  versions: () => [{ packageVersion: 'any@2.0.0' }, { packageVersion: 'any@1.0.0' }],
  message: (type: string, edition: { version?: string | undefined } = {}) =>
    type.startsWith('steuern') && edition.version === '2.0.0' ? undefined : SERVICES.message(type),
};

async function mistakes(changes: Record<string, string> = {}): Promise<string[]> {
  try {
    const folder = landscapeFolder(changes);
    await loadLandscape(folder, { transports: TRANSPORTS, services: VERSIONS });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.findings.map(({ file, line, message }) => `${file}:${line} ${message}`);
  }
}

test('an activation that may meet a version without its message is a mistake', async () => {
  expect(await mistakes()).toEqual([
    'activations.yaml:21 The version 2.0.0 of the package has no message steuern.hund.0010; name a version with package, or activate it by validFrom and validTo',
  ]);
});

test('one that names its version is not', async () => {
  const named = changed('activations.yaml', [
    'targets: [{ message: steuern',
    'package: "1.0.0"\n    targets: [{ message: steuern',
  ]);
  expect(await mistakes(named)).toEqual([]);
});
