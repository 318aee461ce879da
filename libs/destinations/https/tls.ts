import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { UnusableDestination } from '../unusable-destination.js';

/** What the settings hold, as PEM. */
export interface TlsTexts {
  clientCertificate?: string | undefined;
  clientKey?: string | undefined;
  clientKeyPassphrase?: string | undefined;
  ca?: string | undefined;
}

/** As `tls.connect` takes it. */
interface TlsOptions {
  cert?: string;
  key?: string;
  passphrase?: string;
  ca?: string[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * How we show who we are, and whom we believe.
 *
 * @throws UnusableDestination where a text is not what it should be, or key and certificate do not fit
 */
export function tlsOptions(texts: TlsTexts): TlsOptions {
  const { clientCertificate, clientKey, clientKeyPassphrase, ca } = texts;
  const trusted = ca === undefined ? {} : { ca: certificatesIn(ca, 'ca') };
  if (clientCertificate === undefined && clientKey === undefined) return trusted;
  if (clientCertificate === undefined || clientKey === undefined) {
    throw new UnusableDestination('Give clientCertificate and clientKey together, or neither.');
  }
  const [own] = certificatesIn(clientCertificate, 'clientCertificate');
  const key = keyIn(clientKey, clientKeyPassphrase);
  if (!new X509Certificate(own!).checkPrivateKey(key)) {
    throw new UnusableDestination(
      'clientKey does not belong to the first certificate in clientCertificate. Give the pair that was made together, our own certificate before those of its issuers.',
    );
  }
  return {
    ...trusted,
    cert: clientCertificate,
    key: clientKey,
    ...(clientKeyPassphrase === undefined ? {} : { passphrase: clientKeyPassphrase }),
  };
}

function certificatesIn(pem: string, setting: string): string[] {
  const certificates = pem.match(CERTIFICATE) ?? [];
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
    if (certificates.length > 0) return certificates;
  } catch {
    // Said below.
  }
  throw new UnusableDestination(
    `${setting} holds no certificate that can be read. It must be PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.`,
  );
}

function keyIn(pem: string, passphrase: string | undefined): KeyObject {
  const encrypted = /-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(pem);
  if (encrypted && passphrase === undefined) {
    throw new UnusableDestination(
      'clientKey is encrypted. Give clientKeyPassphrase, or the key without encryption.',
    );
  }
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    throw new UnusableDestination(
      encrypted
        ? 'clientKey cannot be opened with clientKeyPassphrase. Correct the passphrase.'
        : 'clientKey holds no private key that can be read. It must be PEM, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.',
    );
  }
}
