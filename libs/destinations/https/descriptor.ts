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
      name: 'secret',
      kind: 'text',
      secret: true,
      description:
        'The secret with which messages are signed (Standard Webhooks): `whsec_` and 24 to 64 random bytes in base64. Without it nothing is signed.',
    },
    {
      name: 'token',
      kind: 'text',
      secret: true,
      description: 'Sent as `Authorization: Bearer`, where the case system asks for it.',
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
  ],
} as const satisfies TransportDescriptor;
