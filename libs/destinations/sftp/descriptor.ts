import type { TransportDescriptor } from '#domain';

const HOST_KEY = '(?:SHA256:[A-Za-z0-9+/]{43}=?|[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}(?: [^,]*)?)';

export const SFTP = {
  type: 'sftp',
  title: 'Files on an SFTP server',
  forPeople: true,
  oneOf: ['password', 'privateKey'],
  fields: [
    {
      name: 'host',
      kind: 'text',
      required: true,
      description: 'Name or address of the server.',
    },
    { name: 'port', kind: 'number', minimum: 1, default: 22, description: 'Its port.' },
    {
      name: 'user',
      kind: 'text',
      required: true,
      description: 'The account of Nahtlos there.',
    },
    {
      name: 'path',
      kind: 'path',
      required: true,
      description:
        'The folder on the server in which messages appear. It must exist. A relative one begins where the account arrives.',
    },
    {
      name: 'hostKey',
      kind: 'text',
      required: true,
      form: {
        pattern: new RegExp(`^${HOST_KEY}(?:, *${HOST_KEY})*$`),
        expected:
          'fingerprints such as SHA256:… or public keys such as ssh-ed25519 AAAA…, separated by commas',
      },
      description:
        'The key of the server as its operators tell it: a fingerprint `SHA256:…` or a public key `ssh-ed25519 AAAA…`. Several, separated by commas, while it is changed. A server with another key gets nothing.',
    },
    {
      name: 'password',
      kind: 'text',
      secret: true,
      description: 'The password of the account. It or `privateKey` is needed.',
    },
    {
      name: 'privateKey',
      kind: 'text',
      secret: true,
      description: 'The private key of the account, as OpenSSH or PEM writes it.',
    },
    {
      name: 'passphrase',
      kind: 'text',
      secret: true,
      needs: 'privateKey',
      description: 'Opens the private key, where it is encrypted.',
    },
    {
      name: 'connectTimeout',
      kind: 'number',
      unit: 'seconds',
      minimum: 0.1,
      default: 20,
      description: 'How long a connection may take to be made, login included.',
    },
    {
      name: 'idleTimeout',
      kind: 'number',
      unit: 'seconds',
      minimum: 0.1,
      default: 60,
      description:
        'How long the server may owe an answer without giving any. A connection without work is closed after this time, too.',
    },
    {
      name: 'extension',
      kind: 'text',
      form: {
        pattern: /^[A-Za-z0-9._-]{1,20}$/,
        expected: 'letters, digits, `.`, `_` and `-`, at most 20',
      },
      default: '.part',
      description: 'How the name of a message ends that is not complete yet.',
    },
  ],
} as const satisfies TransportDescriptor;
