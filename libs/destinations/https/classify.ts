import { attachmentOutcome } from '../attachment-outcome.js';
import type { Outcome } from '../destination.js';
import { AttachmentError } from '../verified.js';
import { retryAfterSeconds } from './retry-after.js';

interface StatusRule {
  from: number;
  to: number;
  outcome: 'accepted' | 'duplicate' | 'retry' | 'refused' | 'gone';
  /** Any other message would fare alike. */
  anyMessage?: true;
  detail: string;
  /** Why the outcome is this one. */
  because: string;
}

/** What a status means. The first row that fits counts. */
const STATUS_RULES: readonly StatusRule[] = [
  {
    from: 200,
    to: 299,
    outcome: 'accepted',
    detail: 'The case system took the message.',
    because: 'with a 2xx the receiver takes responsibility (RFC 9110, 15.3)',
  },
  {
    from: 409,
    to: 409,
    outcome: 'duplicate',
    detail: 'The case system has the message already.',
    because: 'our id is the same on every attempt, so a conflict is our own earlier attempt',
  },
  {
    from: 410,
    to: 410,
    outcome: 'gone',
    detail: 'The case system says that this address is closed for good.',
    because: 'gone is meant to last (RFC 9110, 15.5.11; Standard Webhooks)',
  },
  {
    from: 408,
    to: 408,
    outcome: 'retry',
    detail: 'The case system waited too long for the message.',
    because: 'the request may be repeated (RFC 9110, 15.5.9)',
  },
  {
    from: 425,
    to: 425,
    outcome: 'retry',
    detail: 'The case system asks for the message at a later time.',
    because: 'too early is not never (RFC 8470)',
  },
  {
    from: 429,
    to: 429,
    outcome: 'retry',
    detail: 'The case system gets more messages than it wants. Lower the concurrency.',
    because: 'a rate limit passes (RFC 6585, 4)',
  },
  {
    from: 500,
    to: 599,
    outcome: 'retry',
    detail: 'The case system has a problem of its own. Ask those who run it.',
    because: 'a fault of the server may pass (RFC 9110, 15.6)',
  },
  {
    from: 300,
    to: 399,
    outcome: 'retry',
    detail: 'The case system redirects. Enter the address where messages are to go.',
    because:
      'personal data does not follow a redirect to a place that nobody configured, and a login page or a maintenance page in front of the case system passes',
  },
  {
    from: 401,
    to: 401,
    outcome: 'refused',
    anyMessage: true,
    detail:
      'The case system does not accept our credentials. Correct token or secret, then replay.',
    because: 'the same credentials are refused again',
  },
  {
    from: 403,
    to: 403,
    outcome: 'refused',
    anyMessage: true,
    detail: 'The case system does not let us in. Have it allow this client, then replay.',
    because: 'the same client is refused again',
  },
  {
    from: 404,
    to: 404,
    outcome: 'refused',
    detail: 'There is nothing at this address. Correct the url, then replay.',
    because: 'the same address is refused again',
  },
  {
    from: 413,
    to: 413,
    outcome: 'refused',
    detail: 'The message is larger than the case system allows.',
    because: 'the same bytes are refused again',
  },
  {
    from: 400,
    to: 499,
    outcome: 'refused',
    detail: 'The case system does not accept the message. Its log says why.',
    because: 'the same bytes are refused again (RFC 9110, 15.5)',
  },
];

/** The outcome of an answer, without its body. */
export function classifyStatus(
  status: number,
  retryAfter: string | string[] | undefined,
  now: number,
): Outcome {
  const rule = STATUS_RULES.find(({ from, to }) => status >= from && status <= to);
  if (rule === undefined) {
    return { kind: 'refused', code: 'refused', detail: `HTTP ${status} is not an answer.` };
  }
  const detail = `${rule.detail} (HTTP ${status})`;
  switch (rule.outcome) {
    case 'accepted':
    case 'duplicate':
      return { kind: rule.outcome, receipt: `HTTP ${status}` };
    case 'gone':
      return { kind: 'gone', detail };
    case 'refused':
      return {
        ...{ kind: 'refused', code: 'refused', detail },
        ...(rule.anyMessage && { anyMessage: rule.anyMessage }),
      };
    case 'retry': {
      const seconds = retryAfterSeconds(retryAfter, now);
      const wait = seconds === undefined ? {} : { retryAfterSeconds: seconds };
      return { kind: 'retry', code: 'unreachable', detail, ...wait };
    }
  }
}

interface ErrorRule {
  code: RegExp;
  detail: string;
}

/** Errors of the connection. All are tried again: the message was not at fault. */
const ERROR_RULES: readonly ErrorRule[] = [
  {
    code: /^(ENOTFOUND|EAI_\w+)$/,
    detail: 'The name of the server cannot be resolved. Check url and DNS.',
  },
  {
    code: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    detail: 'Nothing listens there, or no way leads there. Check url, service and firewall.',
  },
  {
    code: /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    detail: 'No connection came about in time. Check service and firewall.',
  },
  {
    code: /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/,
    detail: 'The case system did not answer in time.',
  },
  {
    code: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/,
    detail: 'The connection broke before the answer.',
  },
  {
    code: /^CERT_HAS_EXPIRED$/,
    detail: 'The certificate of the case system has expired. Those who run it must renew it.',
  },
  {
    code: /^CERT_NOT_YET_VALID$/,
    detail:
      'The certificate of the case system is not valid yet. Check the clocks on both sides, and the certificate.',
  },
  {
    code: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    detail:
      'The certificate of the case system is made out for another name than the url has. Check the url, or have the certificate made out for it.',
  },
  {
    code: /SELF_SIGNED_CERT|^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)|^CERT_UNTRUSTED$/,
    detail:
      'The certificate of the case system comes from an issuer that is unknown here, or its server does not send those in between. Enter the certificate of the issuer as ca.',
  },
  {
    code: /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|NO_CERTIFICATE)$/,
    detail:
      'The case system ended the TLS handshake, as servers do that demand a client certificate. Enter clientCertificate and clientKey, or have TLS 1.2 or newer switched on there.',
  },
  {
    code: /ALERT_(UNKNOWN_CA|\w*CERTIFICATE\w*|ACCESS_DENIED)$/,
    detail:
      'The case system does not accept our client certificate. Have it issued or renewed as those who run it demand.',
  },
  {
    code: /CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_|EPROTO/,
    detail: 'No trusted TLS connection came about. Check the certificates on both sides.',
  },
  {
    code: /^(HTTPParserError|HPE_|UND_ERR_(RES|HEADERS_OVERFLOW|INFO))/,
    detail: 'The answer is not HTTP. Check the url.',
  },
];

/** Turns whatever ended an attempt without an answer into its outcome. */
export function classifyError(thrown: unknown, signal: AbortSignal): Outcome {
  const attachment = attachmentErrorIn(thrown);
  if (attachment !== undefined) return attachmentOutcome(attachment);
  if (signal.aborted) {
    return { kind: 'retry', code: 'unreachable', detail: 'The attempt was ended early.' };
  }
  const error = thrown as NodeJS.ErrnoException | null;
  const code = error?.code ?? error?.name ?? 'unknown';
  const rule = ERROR_RULES.find((candidate) => candidate.code.test(code));
  return rule === undefined
    ? { kind: 'retry', code: 'internal', detail: `The message could not be sent (${code}).` }
    : { kind: 'retry', code: 'unreachable', detail: `${rule.detail} (${code})` };
}

function attachmentErrorIn(thrown: unknown): AttachmentError | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof AttachmentError) return error;
  }
  return undefined;
}
