import { posix } from 'node:path';

/** A file of a schema set. */
export interface Location {
  /** Relative to the allowed folder. */
  file: string;
  /** The address under which the file was asked for, where it was an absolute one. */
  url: string | undefined;
}

/** Why a location leads nowhere. */
export interface Astray {
  message: string;
  /** The address that the URL map would have to name. */
  unmapped?: string;
}

/**
 * Where a `schemaLocation` leads, seen from the file that holds it (RFC 3986, section 5). An absolute address
 * is looked up in the URL map and never fetched; beside a mapped file lie the files that it names relatively.
 */
export function locate(location: string, from: Location, map: UrlMap): Location | Astray {
  const reference = location.trim().replace(/#.*$/s, '');
  if (/[\\\p{Cc}]/u.test(reference)) {
    return { message: `${shown(location)} is no address: its folders are divided by /` };
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(reference)?.[1]?.toLowerCase();
  const url = addressOf(reference, scheme !== undefined, from.url);
  const mapped = url === undefined ? undefined : map.fileFor(url);
  if (mapped !== undefined) {
    const file = inside(mapped);
    if (file !== undefined) return { file, url };
    return {
      message: `The URL map leads from ${url} to ${shown(mapped)}, outside the allowed folder`,
    };
  }
  if (scheme !== undefined || reference.startsWith('/')) return absent(reference, scheme, url);
  const path = decoded(reference);
  const file = path === undefined ? undefined : inside(posix.join(posix.dirname(from.file), path));
  if (file !== undefined) return { file, url: url ?? map.addressOf(file) };
  return {
    message: `${shown(location)} lies outside the allowed folder${url === undefined ? '' : `; ${advice(url)}`}`,
    ...(url === undefined ? {} : { unmapped: url }),
  };
}

/** What to do about an address that the URL map does not name. */
export function advice(url: string): string {
  return `add "${url}": "<file>" to the URL map`;
}

/** A path that stays below the allowed folder, normalised; undefined for one that does not. */
export function inside(path: string): string | undefined {
  if (path === '' || path.includes('\\') || posix.isAbsolute(path)) return undefined;
  const file = posix.normalize(path);
  return file === '..' || file.startsWith('../') || file === '.' ? undefined : file;
}

function addressOf(reference: string, absolute: boolean, base: string | undefined) {
  if (absolute) return reference;
  return base !== undefined && URL.canParse(reference, base)
    ? new URL(reference, base).href
    : undefined;
}

function absent(reference: string, scheme: string | undefined, url: string | undefined): Astray {
  if (url === undefined || (scheme !== undefined && !['http', 'https', 'urn'].includes(scheme))) {
    const kind = scheme === undefined ? 'an absolute path' : `a ${scheme}: address`;
    return {
      message: `${shown(reference)} is ${kind}, which is never followed; name it relatively`,
    };
  }
  return {
    message: `${shown(url)} is not in the URL map, and nothing is fetched from a network: ${advice(url)}`,
    unmapped: url,
  };
}

function decoded(reference: string): string | undefined {
  try {
    return decodeURIComponent(reference);
  } catch {
    return undefined;
  }
}

/** A location in a sentence: a long one (`data:`) is cut. */
function shown(location: string): string {
  return location.length > 200 ? `${location.slice(0, 200)}…` : location;
}

/** The files for absolute addresses. */
export class UrlMap {
  readonly #exact: ReadonlyMap<string, string>;
  readonly #alike = new Map<string, Set<string>>();
  readonly #addresses = new Map<string, string>();

  constructor(entries: Readonly<Record<string, string>>) {
    this.#exact = new Map(Object.entries(entries));
    for (const [url, file] of this.#exact) {
      const key = comparable(url);
      const path = inside(file);
      if (path !== undefined && !this.#addresses.has(path)) this.#addresses.set(path, url);
      this.#alike.set(key, (this.#alike.get(key) ?? new Set()).add(file));
    }
  }

  /** The address that a file stands for, where there is one. */
  addressOf(file: string): string | undefined {
    return this.#addresses.get(file);
  }

  /**
   * The file for an address. An entry that differs only in http or https, in the case of the host, a fragment or
   * a closing slash stands for it too, unless two such entries name different files.
   */
  fileFor(url: string): string | undefined {
    const exact = this.#exact.get(url);
    if (exact !== undefined) return exact;
    const alike = this.#alike.get(comparable(url));
    return alike?.size === 1 ? [...alike][0] : undefined;
  }
}

function comparable(url: string): string {
  const href = URL.canParse(url.trim()) ? new URL(url.trim()).href : url.trim();
  return href
    .replace(/^https:/, 'http:')
    .replace(/#.*$/s, '')
    .replace(/\/$/, '');
}
