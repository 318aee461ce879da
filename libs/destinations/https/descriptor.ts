import type { TransportDescriptor } from '#domain';

export const HTTPS = {
  type: 'https',
  title: 'Push by HTTPS',
  fields: [
    {
      name: 'url',
      kind: 'url',
      required: true,
      description:
        'Where messages are posted to. Plain http is allowed to this machine alone. Redirects are not followed.',
    },
    {
      name: 'attachments',
      kind: 'choice',
      choices: ['multipart', 'links', 'none'],
      default: 'multipart',
      description:
        'With `multipart` they stand in the body behind the XML. With `links` the body is the XML, and a header names a signed address at which they are listed, each with one of its own. With `none` they are left out.',
    },
    {
      name: 'linksFor',
      kind: 'number',
      unit: 'seconds',
      minimum: 60,
      default: 604_800,
      description: 'How long a link counts from the attempt on. Every attempt brings fresh ones.',
    },
    {
      name: 'secret',
      kind: 'text',
      secret: true,
      description:
        'The secret with which messages are signed (Standard Webhooks): `whsec_` and 24 to 64 random bytes in base64. Without it nothing is signed.',
    },
    {
      name: 'nextSecret',
      kind: 'text',
      secret: true,
      needs: 'secret',
      description:
        'A second secret of the same form. While it is there, messages carry a signature by each, so that the case system can change from one to the other.',
    },
    {
      name: 'token',
      kind: 'text',
      secret: true,
      description: 'Sent as `Authorization: Bearer`, where the case system asks for it.',
    },
    {
      name: 'clientCertificate',
      kind: 'text',
      secret: true,
      needs: 'clientKey',
      description:
        'The certificate with which we show who we are, and those between it and its root: PEM.',
    },
    {
      name: 'clientKey',
      kind: 'text',
      secret: true,
      needs: 'clientCertificate',
      description: 'The key of the client certificate: PEM.',
    },
    {
      name: 'clientKeyPassphrase',
      kind: 'text',
      secret: true,
      needs: 'clientKey',
      description: 'Opens the key, where it is encrypted.',
    },
    {
      name: 'ca',
      kind: 'text',
      secret: true,
      description:
        'The certificates of the authorities that may have issued the certificate of the case system: PEM. Without it, those that Node.js knows.',
    },
    {
      name: 'acceptance',
      kind: 'text',
      form: {
        pattern: /^\s*(2\d\d|[\w.+-]+\/[\w.+-]+)\s*(,\s*(2\d\d|[\w.+-]+\/[\w.+-]+)\s*)*$/,
        expected: 'statuses from 200 to 299 and media types, separated by commas',
      },
      description:
        'With what the case system says that it took a message, e.g. `202,application/json`: statuses and media types, separated by commas. Another 2xx is tried again: with another status where some are named, with another media type where some are. Without it every 2xx counts that is no error page.',
    },
    {
      name: 'duplicateCodes',
      kind: 'text',
      description:
        'With what the case system says that it has a message already, besides 409: statuses or codes, separated by commas, e.g. `208,E-DUPLICATE`. A code is looked for in `code`, `type` and `error` of a JSON answer with a 4xx.',
    },
    {
      name: 'connectTimeout',
      kind: 'number',
      unit: 'seconds',
      minimum: 0.1,
      default: 10,
      description: 'How long a connection may take to be made, TLS included.',
    },
    {
      name: 'headersTimeout',
      kind: 'number',
      unit: 'seconds',
      minimum: 0.1,
      default: 60,
      description: 'How long the case system may take to begin its answer once it has the message.',
    },
    {
      name: 'bodyTimeout',
      kind: 'number',
      unit: 'seconds',
      minimum: 0.1,
      default: 60,
      description: 'How long nothing may arrive in the middle of an answer.',
    },
    {
      name: 'answerTimeout',
      kind: 'number',
      unit: 'seconds',
      minimum: 0.1,
      default: 5,
      description: 'How long the rest of an answer is read once its head has come.',
    },
  ],
} as const satisfies TransportDescriptor;
