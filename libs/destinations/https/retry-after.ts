/** Seconds. A destination that asks for more is asked again after a day. */
const LONGEST = 86_400;

/** Retry-After as seconds or as HTTP date (RFC 9110, section 10.2.3); undefined where it is neither. */
export function retryAfterSeconds(
  header: string | string[] | undefined,
  now: number,
): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text), LONGEST);
  if (!/^[A-Z][a-z]{2,8}[ ,]/.test(text)) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(0, Math.ceil((at - now) / 1_000)), LONGEST);
}
