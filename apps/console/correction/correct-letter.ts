import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Failure, type Finding, HEADERS, handEditHeader, type JsonObject, RULE } from '#domain';
import {
  type DeadLetterOperations,
  type DeadLetterRegister,
  type Forwarding,
  type LetterSource,
  LetterSources,
  type OperationResult,
} from '#register';
import type { Store } from '#store';
import type { CheckingCatalogue, CorrectionFacts, Routing } from '#transformation';
import type { CheckedCorrection, FormCatalogue } from './checked-correction.js';
import { correctedData } from './corrected-data.js';
import { correctedXml } from './corrected-xml.js';

export interface CorrectionPorts {
  store: Pick<Store, 'tables'>;
  landscape: { current(): Routing & { resolveArea(area: string): { ars: string } | undefined } };
  packages: { current(): CheckingCatalogue & FormCatalogue };
  blobs: { open(uri: string): Readable };
  version: string;
  now(): Date;
  register: Pick<DeadLetterRegister, 'show'>;
  operations: Pick<DeadLetterOperations, 'correct'>;
}

/** What an operator makes of what failed: the form data, with the area where that was wrong, or the message. */
export interface GivenCorrection {
  data?: JsonObject;
  area?: string;
  message?: string;
}

/** What the checks found, and what became of it where it was sent. */
export interface CorrectionResult extends OperationResult {
  findings: readonly Finding[];
  fields: readonly string[];
  newMessageId: string | null;
}

/**
 * Checks a correction as the steps will check it, and sends it in place of what failed. Nothing that the checks find
 * fault with is sent, and nothing is written before it is.
 */
export class CorrectLetter {
  readonly #ports: CorrectionPorts;
  readonly #sources: LetterSources;

  constructor(ports: CorrectionPorts) {
    this.#ports = ports;
    this.#sources = new LetterSources(ports);
  }

  /**
   * @throws Failure `not-found`; `forbidden` for a restricted submission; `conflict` for what cannot be corrected;
   *   `invalid` with all findings, where it is not only tried
   */
  async correct(
    id: string,
    operator: string,
    given: GivenCorrection,
    { dryRun }: { dryRun: boolean },
  ): Promise<CorrectionResult> {
    const source = await this.#source(id);
    if (await this.#isRestricted(id)) {
      throw new Failure(
        'forbidden',
        'The submission is restricted (Auskunftssperre): nobody may see it, and so nobody corrects it. Ask its sender to send it again, and discard.',
      );
    }
    return this.#correct(source, operator, given, { dryRun });
  }

  /**
   * Corrects the area alone, in the name of the rule of a destination. Nobody sees the data by that, so that a restricted
   * submission is forwarded as well.
   *
   * @throws Failure as `correct` does, also where the area leads to the destination that is not responsible
   */
  async forward({ id, area, destination }: Forwarding): Promise<CorrectionResult> {
    const source = await this.#source(id);
    const { accepted, headers } = source;
    if (accepted === null) {
      throw new Failure('conflict', 'The form data are gone, so that nothing can be forwarded.');
    }
    const { data, service } = accepted.submission;
    const on = new Date(accepted.receivedAt);
    const route = this.#ports.landscape.current().route(service, area, on);
    const target = route?.targets.find(({ name }) => name === headers[HEADERS.target]);
    if (target?.destination === destination) {
      throw new Failure('conflict', `The area ${area} leads to the same destination by now.`);
    }
    return this.#correct(source, `${RULE}${destination}`, { data, area }, { dryRun: false });
  }

  async #correct(
    source: LetterSource,
    operator: string,
    given: GivenCorrection,
    { dryRun }: { dryRun: boolean },
  ): Promise<CorrectionResult> {
    const { id } = source;
    if (source.state !== 'open') throw new Failure('conflict', DECIDED[source.state]);
    const checked = await this.#checked(source, given);
    const { findings, fields, newMessageId } = checked;
    const told = { findings, fields, newMessageId };
    if (dryRun) {
      const detail =
        findings.length === 0
          ? 'The checks find no fault with it. Nothing was sent.'
          : 'The checks find fault with it.';
      return { deadLetterId: id, state: source.state, changed: false, detail, ...told };
    }
    if (findings.length > 0) {
      throw new Failure('invalid', 'Nothing was sent: the checks find fault with it.', {
        findings,
      });
    }
    const { value, headers, submission } = checked;
    const correction = { value, headers, fields: fields.slice(0, MOST_FIELDS), newMessageId };
    const { failures } = source;
    const result = await this.#ports.operations.correct(id, operator, {
      ...{ correction, failures, submission },
    });
    return { ...result, ...told };
  }

  async #source(id: string): Promise<LetterSource> {
    const source = await this.#sources.of(id);
    if (source === undefined) throw new Failure('not-found', `There is no dead letter ${id}.`);
    return source;
  }

  async #isRestricted(id: string): Promise<boolean> {
    return (await this.#ports.register.show(id, { payload: false }))?.restricted === true;
  }

  #checked(source: LetterSource, given: GivenCorrection): Promise<CheckedCorrection> {
    const { data, area, message } = given;
    if ((data === undefined) === (message === undefined)) {
      throw invalid('', 'Expected either data or message.');
    }
    if (source.stage === 'internal') {
      throw new Failure('conflict', 'No step could read it. Replay it as it is, or discard.');
    }
    if (source.headers[HEADERS.originTopic] === 'replies') {
      throw new Failure(
        'conflict',
        'Only its case system corrects a reply, by another one. Replay it as it is, or discard.',
      );
    }
    const facts = this.#facts();
    const at = this.#ports.now().toISOString();
    if (message !== undefined) {
      if (area !== undefined)
        throw invalid('/area', 'The area goes with data, not with a message.');
      return Promise.resolve(editedByHand(source, message, facts.messages, at));
    }
    const { resolveArea } = this.#ports.landscape.current();
    const dated = {
      ...source,
      accepted: source.accepted && { ...source.accepted, correctedAt: at },
    };
    return correctedData(dated, { data: data as JsonObject, area }, { ...facts, resolveArea });
  }

  #facts(): CorrectionFacts & { forms: FormCatalogue } {
    const { landscape, packages, blobs, version } = this.#ports;
    const messages = packages.current();
    return {
      routing: landscape.current(),
      messages,
      forms: messages,
      product: { name: 'Nahtlos', vendor: 'Nahtlos', version },
      // Transform knows the limit, and says so.
      largestMessage: Number.POSITIVE_INFINITY,
      content: ({ uri }) => buffer(blobs.open(uri)),
    };
  }
}

/** The summary of a message that was changed by hand says so: its form data do not tell. */
function editedByHand(
  source: LetterSource,
  message: string,
  messages: CheckingCatalogue,
  at: string,
): CheckedCorrection {
  const checked = correctedXml(source, message, messages);
  const said = handEditHeader(source.headers, { at, paths: [...checked.fields] });
  return { ...checked, headers: { ...checked.headers, ...said } };
}

/** The journal is no place for more. */
const MOST_FIELDS = 200;

const DECIDED: Record<Exclude<LetterSource['state'], 'open'>, string> = {
  replaying: 'It was decided about, and is under way; nothing was done.',
  settled: 'It is settled: what had failed went through. Nothing was done.',
  discarded: 'It was discarded before; nothing was done.',
};

function invalid(pointer: string, detail: string): Failure {
  return new Failure('invalid', detail, { findings: [{ pointer, code: 'invalid', detail }] });
}
