import { existsSync } from 'node:fs';
import { runTool } from '../run-tool.js';
import { STORE_PASSWORD } from './properties.js';

/** Makes a key and a certificate for loopback that signs itself, where there is none yet; gives the certificate as PEM. */
export async function ownCertificate(keyStore: string): Promise<string> {
  const store = ['-keystore', keyStore, '-storetype', 'PKCS12', '-storepass', STORE_PASSWORD];
  if (!existsSync(keyStore)) {
    await runTool([
      'keytool',
      ...['-genkeypair', '-alias', 'broker', '-keyalg', 'EC', '-groupname', 'secp256r1'],
      ...['-dname', 'CN=localhost', '-ext', 'SAN=ip:127.0.0.1,dns:localhost', '-validity', '3650'],
      ...store,
    ]);
  }
  return runTool(['keytool', '-exportcert', '-rfc', '-alias', 'broker', ...store]);
}
