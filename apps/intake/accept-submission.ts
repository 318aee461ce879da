import { Failure, type StoredAttachment } from '#domain';
import { type ReadBody, readBody } from '#http';
import type { Store } from '#store';
import { acceptedEvents } from './accepted-events.js';
import { checkEnvelope, type Posted } from './check-envelope.js';
import {
  type Admission,
  checkSubmission,
  type Facts,
  invalid,
  knownService,
} from './check-submission.js';
import { type CaseLookup, findCase } from './find-case.js';
import { isSameContent, type Remembered } from './fingerprint.js';
import { newId } from './new-id.js';
import type { Platform } from './platform.js';
import {
  caseOf,
  type KnownCase,
  type KnownSubmission,
  submissionByReference,
} from './submission-rows.js';
import type { SubmissionWriter } from './submission-writer.js';

export interface AcceptancePorts {
  store: Pick<Store, 'tables'>;
  writer: Pick<SubmissionWriter, 'keep'>;
  /** The landscape and packages of this moment. */
  facts(): Facts;
  fingerprintKey: Buffer;
  now(): Date;
}

/** What the client is told. `repeated`: it was accepted before. */
export interface Receipt {
  submissionId: string;
  caseId: string;
  receivedAt: string;
  repeated: boolean;
}

/** A submission that may be accepted once its attachments are there. */
export interface Checked {
  platform: Platform;
  raw: Buffer;
  posted: Posted;
  admission: Admission;
  case: KnownCase | undefined;
}

/** Takes submissions: first everything is checked, then all of it is written in one unit of work, or nothing. */
export class AcceptSubmission {
  readonly #ports: AcceptancePorts;
  readonly #lookup: CaseLookup;

  constructor(ports: AcceptancePorts) {
    this.#ports = ports;
    this.#lookup = (submissionId) => caseOf(ports.store, submissionId);
  }

  /**
   * Checks all that can be checked without the bytes of the attachments; writes nothing. A repetition of what was
   * accepted before gives its receipt, also where it would be refused today.
   */
  async check(platform: Platform, raw: Buffer): Promise<Checked | Receipt> {
    const body = readBody(raw);
    const envelope = checkEnvelope(body.value);
    if ('findings' in envelope || body.findings.length > 0) {
      throw invalid([
        ...body.findings,
        ...('findings' in envelope ? envelope.findings : []),
        ...this.#formFindings(platform, body),
      ]);
    }
    const { posted } = envelope;
    try {
      const admission = checkSubmission(posted, platform, this.#ports.facts(), this.#ports.now());
      const joined =
        posted.relatesTo || posted.caseId
          ? await findCase(posted, platform.client, this.#lookup)
          : undefined;
      return { platform, raw, posted, admission, case: joined };
    } catch (refusal) {
      const known = await submissionByReference(
        this.#ports.store,
        platform.client,
        posted.reference,
      );
      if (known === undefined || !this.#isSame(known, { posted, raw })) throw refusal;
      return repetition(known);
    }
  }

  /** Takes a submission without attachments. */
  async receive(platform: Platform, raw: Buffer): Promise<Receipt> {
    const checked = await this.check(platform, raw);
    if ('repeated' in checked) return checked;
    if ((checked.posted.attachments?.length ?? 0) > 0) throw needsMultipart();
    return this.accept(checked, []);
  }

  /**
   * Accepts what was checked. When this resolves the submission is durable; when it rejects nothing is left.
   *
   * @throws Failure `conflict` where the reference stands for other content, `unavailable` where the store refuses
   */
  async accept(checked: Checked, attachments: StoredAttachment[]): Promise<Receipt> {
    const { platform, posted, raw, admission } = checked;
    const submissionId = newId();
    const caseId = checked.case?.caseId ?? submissionId;
    const receivedAt = this.#ports.now().toISOString();
    const destinations =
      checked.case?.destinations ??
      Object.fromEntries(
        admission.route.targets.map(({ name, destination }) => [name, destination]),
      );
    const row = {
      submission_id: submissionId,
      client: platform.client,
      reference: posted.reference,
      case_id: caseId,
      received_at: receivedAt,
      destinations: JSON.stringify(destinations),
      body: raw,
      replies: posted.replies ?? null,
    };
    const events = acceptedEvents({
      submissionId,
      caseId,
      client: platform.client,
      receivedAt,
      area: admission.ars,
      caseDestinations: checked.case?.destinations ?? null,
      attachments,
      posted,
      raw,
    });
    const known = await this.#ports.writer.keep({
      row,
      attachmentUris: attachments.map(({ uri }) => uri),
      events,
    });
    if (known === undefined) return { submissionId, caseId, receivedAt, repeated: false };
    if (!this.#isSame(known, checked)) throw conflict();
    return repetition(known);
  }

  #isSame(known: Remembered, again: { posted: Posted; raw: Buffer }): boolean {
    return isSameContent(known, again, this.#ports.fingerprintKey);
  }

  /** Where the envelope is wrong already, what is wrong with the form data is told along with it. */
  #formFindings(platform: Platform, body: ReadBody) {
    const { service, data, ...rest } = (body.value ?? {}) as Partial<Posted>;
    if (typeof service !== 'string' || typeof data !== 'object' || body.findings.length > 0) {
      return [];
    }
    if (data === null || Array.isArray(data)) return [];
    try {
      const receivedAt = this.#ports.now().toISOString();
      const { services } = this.#ports.facts();
      return knownService(service, platform, services).checkForm(data, { ...rest, receivedAt });
    } catch (thrown) {
      if (thrown instanceof Failure) return [];
      throw thrown;
    }
  }
}

function needsMultipart(): Failure {
  return invalid([
    {
      pointer: '/attachments',
      code: 'multipart-needed',
      detail: 'Send a submission with attachments as multipart/form-data, one part for each.',
    },
  ]);
}

function repetition(known: KnownSubmission): Receipt {
  return {
    submissionId: known.submission_id,
    caseId: known.case_id,
    receivedAt: known.received_at,
    repeated: true,
  };
}

function conflict(): Failure {
  return new Failure(
    'conflict',
    'This reference stands for another submission already. Post other content under a new reference.',
    {
      findings: [
        { pointer: '/reference', code: 'conflict', detail: 'Used before with other content.' },
      ],
    },
  );
}
