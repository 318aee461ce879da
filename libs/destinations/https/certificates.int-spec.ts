import type { ServerOptions } from 'node:https';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  answering,
  caseSystem,
  closeAfterwards,
  type HttpsSetting,
  httpsDestination,
} from '../../../test/destinations/https-bed.js';
import { outgoingMessage } from '../../../test/factories/outgoing-message.js';
import { CertificateAuthority, type Pair } from '../../../test/fixtures/certificates.js';
import type { Outcome } from '../destination.js';

const LOOPBACK = 'IP:127.0.0.1';

let authority: CertificateAuthority;
let own: Pair;

beforeEach(() => {
  authority = new CertificateAuthority();
  own = authority.issue({ name: 'nahtlos' });
});

/** Secrets by the name of their setting. */
function deliver(url: string, secrets: Record<string, string>): Promise<Outcome> {
  const target = httpsDestination(url, references(secrets));
  return target.deliver(outgoingMessage(), new AbortController().signal);
}

function references(secrets: Record<string, string>): HttpsSetting {
  const entries = Object.entries(secrets);
  return {
    settings: Object.fromEntries(entries.map(([name]) => [name, `env:${name}`])),
    secrets: Object.fromEntries(entries.map(([name, pem]) => [`env:${name}`, pem])),
  };
}

/** What becomes of a message to a case system whose server has these options. */
async function attempt(options: ServerOptions, secrets: Record<string, string> = {}) {
  const { url, received } = await caseSystem(answering(202), options);
  const outcome = await deliver(url, secrets);
  return { outcome, arrived: received.length };
}

const server = (wanted: { altName?: string; validity?: { from: string; to: string } } = {}) =>
  authority.issue({ name: 'case-system', altName: LOOPBACK, ...wanted });

describe('the certificate of a case system', () => {
  it('from an authority of our own choice is trusted, and from no other', async () => {
    const pair = server();
    const { cert: ca } = authority;
    const stranger = new CertificateAuthority('Another authority').cert;
    expect(await attempt(pair, { ca })).toMatchObject({
      outcome: { kind: 'accepted' },
      arrived: 1,
    });
    expect((await attempt(pair, { ca: `${stranger}\n${ca}` })).outcome.kind).toBe('accepted');
    const without: Record<string, string>[] = [{}, { ca: stranger }];
    for (const secrets of without) {
      expect(await attempt(pair, secrets)).toMatchObject({
        outcome: { kind: 'retry', detail: expect.stringContaining('issuer that is unknown') },
        arrived: 0,
      });
    }
  });

  it.each([
    [{ validity: { from: '20200101000000Z', to: '20200102000000Z' } }, 'has expired'],
    [{ validity: { from: '20400101000000Z', to: '20410101000000Z' } }, 'not valid yet'],
    [{ altName: 'DNS:other.example' }, 'another name'],
  ])('that is wrong says how: %j', async (wanted, words) => {
    expect(await attempt(server(wanted), { ca: authority.cert })).toMatchObject({
      outcome: { kind: 'retry', code: 'unreachable', detail: expect.stringContaining(words) },
      arrived: 0,
    });
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a client certificate by %s', (version) => {
  const trusted = (secrets: Record<string, string>) => ({ ca: authority.cert, ...secrets });

  it('that is given opens the door, its key encrypted or not', async () => {
    const demanding: ServerOptions = {
      ...server(),
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: version,
      maxVersion: version,
    };
    const plain = trusted(pairSecrets(own.cert, own.key));
    expect((await attempt(demanding, plain)).outcome.kind).toBe('accepted');
    const encrypted = { clientKey: authority.encrypted(own, 'geheim') };
    const opened = { ...plain, ...encrypted, clientKeyPassphrase: 'geheim' };
    expect((await attempt(demanding, opened)).outcome.kind).toBe('accepted');
    expect(await attempt(demanding, trusted({}))).toMatchObject({
      outcome: { kind: 'retry', code: 'unreachable' },
      arrived: 0,
    });
  });

  it('that is missing, expired or of an unknown issuer is what the outcome speaks of', async () => {
    const stranger = new CertificateAuthority('Another authority').issue({ name: 'nahtlos' });
    const validity = { from: '20200101000000Z', to: '20200102000000Z' };
    const expired = authority.issue({ name: 'nahtlos', validity });
    const url = await authority.demandingServer(server(), version, closeAfterwards);
    const cases: [Record<string, string>, string][] = [
      [{}, 'demand a client certificate'],
      [pairSecrets(stranger.cert, stranger.key), 'does not accept our client certificate'],
      [pairSecrets(expired.cert, expired.key), 'does not accept our client certificate'],
    ];
    for (const [secrets, words] of cases) {
      expect(await deliver(url, trusted(secrets))).toMatchObject({
        kind: 'retry',
        code: 'unreachable',
        detail: expect.stringContaining(words),
      });
    }
  });
});

function pairSecrets(clientCertificate: string, clientKey: string): Record<string, string> {
  return { clientCertificate, clientKey };
}

describe('certificates that cannot be used', () => {
  const opening = (secrets: Record<string, string>) => () =>
    httpsDestination('https://127.0.0.1:1/', references(secrets));

  it('stop with a sentence that names the setting and nothing of the secret', () => {
    const other = authority.issue({ name: 'other' });
    const encrypted = authority.encrypted(own, 'geheim');
    const mistakes: [Record<string, string>, string][] = [
      [{ ca: 'PEM' }, 'ca holds no certificate'],
      [{ ca: authority.cert.replace(/MI/, '==') }, 'ca holds no certificate'],
      [pairSecrets('geheim', own.key), 'clientCertificate holds no certificate'],
      [pairSecrets(own.cert, 'geheim'), 'clientKey holds no private key'],
      [pairSecrets(own.cert, other.key), 'does not belong'],
      [pairSecrets(own.cert, encrypted), 'Give clientKeyPassphrase'],
      [
        { ...pairSecrets(own.cert, encrypted), clientKeyPassphrase: 'falsch' },
        'Correct the passphrase',
      ],
      [{ clientKey: own.key }, 'together'],
    ];
    for (const [secrets, sentence] of mistakes) {
      expect(opening(secrets)).toThrow(sentence);
      expect(opening(secrets)).not.toThrow(/geheim|falsch/);
    }
  });
});
