import type { Failure, Finding } from '#domain';
import type { PartBlobs } from './part-blobs.js';
import type { Part } from './read-parts.js';
import { withinTotal } from './within-total.js';

/** A part as the first one announces it. `sha512` is 128 hex digits; `size` is in bytes. */
export interface AnnouncedPart {
  id: string;
  sha512: string;
  size?: number;
}

export interface StoringPorts {
  blobs: PartBlobs;
  /** What the parts are called in findings, e.g. `attachment`, and where they are announced, e.g. `/attachments`. */
  thing: string;
  pointer: string;
  refuse(findings: Finding[]): Failure;
  log: { warn(fields: object, message: string): void };
}

/**
 * The parts of one upload on their way into blobs: each that was announced once, with the bytes that were announced.
 * What was written can be taken back, and only that.
 */
export class StoredParts<Announced extends AnnouncedPart> {
  readonly #ports: StoringPorts;
  readonly #stored = new Map<string, Announced & { uri: string; size: number }>();

  constructor(ports: StoringPorts) {
    this.#ports = ports;
  }

  /**
   * Resolves with what was stored, in the order of the announcement. Limits are in bytes.
   *
   * @throws the refusal where a part is missing, not announced, there twice or has other bytes; Failure `too-large`
   */
  async store(
    parts: AsyncIterable<Part>,
    announced: readonly Announced[],
    limits: { each: number; total?: number | undefined },
  ): Promise<(Announced & { uri: string; size: number })[]> {
    const { each, total = Number.POSITIVE_INFINITY } = limits;
    const blobs = withinTotal(this.#ports.blobs, total, this.#ports.thing);
    for await (const part of parts) {
      const expected = announced.find(({ id }) => id === part.name);
      if (expected === undefined || this.#stored.has(expected.id)) {
        throw this.#ports.refuse([this.#unexpected(expected)]);
      }
      const { uri, size, sha512 } = await blobs.write(part.stream, each);
      this.#stored.set(expected.id, { ...expected, sha512, uri, size });
    }
    const findings = announced.flatMap((expected, index) => this.#mismatch(expected, index));
    if (findings.length > 0) throw this.#ports.refuse(findings);
    return announced.flatMap(({ id }) => this.#stored.get(id) ?? []);
  }

  /** Takes back what was written. */
  async remove(): Promise<void> {
    for (const { uri } of this.#stored.values()) {
      await this.#ports.blobs.remove(uri).catch((err: unknown) => {
        this.#ports.log.warn({ uri, err }, 'A blob was not removed; the sweeper will do it');
      });
    }
  }

  #mismatch(announced: Announced, index: number): Finding[] {
    const { pointer, thing } = this.#ports;
    const stored = this.#stored.get(announced.id);
    if (stored === undefined) {
      return [
        {
          pointer: `${pointer}/${index}`,
          code: 'missing-part',
          detail: `The body has no part that is named by the id of this ${thing}.`,
        },
      ];
    }
    if ((announced.size ?? stored.size) !== stored.size) {
      return [
        {
          pointer: `${pointer}/${index}/size`,
          code: 'size',
          detail: `The part that arrived has ${stored.size} bytes.`,
        },
      ];
    }
    if (stored.sha512 === announced.sha512.toLowerCase()) return [];
    return [
      {
        pointer: `${pointer}/${index}/sha512`,
        code: 'hash',
        detail: 'The bytes that arrived have another SHA-512.',
      },
    ];
  }

  #unexpected(duplicate: Announced | undefined): Finding {
    const { pointer, thing } = this.#ports;
    return duplicate === undefined
      ? {
          pointer,
          code: 'unannounced-part',
          detail: `The body has a part whose name is no id of an announced ${thing}.`,
        }
      : {
          pointer,
          code: 'duplicate-part',
          detail: `The body has two parts for one ${thing}.`,
        };
  }
}
