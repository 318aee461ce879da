import { describe, expect, it } from '@jest/globals';
import { outgoingAttachment, outgoingMessage } from '../../../test/factories/outgoing-message.js';
import { AttachmentError } from '../verified.js';
import { classify } from './classify.js';
import { ConnectionError, ShortFileError, StatusError } from './trouble.js';

const going = new AbortController().signal;
const message = outgoingMessage();

describe('what ended an attempt by SFTP', () => {
  it.each([
    [new ConnectionError('unreachable', { code: 'ECONNREFUSED' }), 'retry', 'ECONNREFUSED'],
    [new ConnectionError('slow'), 'retry', 'in time'],
    [new ConnectionError('stalled'), 'retry', 'no answer'],
    [new ConnectionError('broken'), 'retry', 'broke'],
    [new ConnectionError('no-sftp'), 'retry', 'subsystem'],
    [new ConnectionError('algorithms'), 'retry', 'algorithm'],
    [new ConnectionError('login'), 'retry', 'Correct user, password or privateKey'],
    [new ConnectionError('host-key', { detail: 'Another key.' }), 'retry', 'Another key.'],
    [new ShortFileError(), 'retry', 'another size'],
    [new StatusError(2), 'retry', 'folder does not exist'],
    [new StatusError(3), 'retry', 'right to write'],
    [new StatusError(4), 'retry', 'SFTP 4'],
    [new StatusError(8), 'retry', 'operation'],
    [new StatusError(14), 'retry', 'disk'],
    [new StatusError(99), 'retry', 'SFTP 99'],
  ])('is classified: %s', (thrown, kind, words) => {
    const code = kind === 'retry' ? 'unreachable' : 'refused';
    expect(classify(thrown, going, message)).toMatchObject({
      kind,
      code,
      detail: expect.stringContaining(words),
    });
  });

  it('is kept as the answer of the server, without what stands in the message', () => {
    const attachments = [outgoingAttachment(Buffer.from('x'), { name: 'Pass Erika Muster.pdf' })];
    const full = new StatusError(4, 'No space left for Pass_Erika_Muster.pdf');
    const { answer } = classify(full, going, outgoingMessage({ attachments }));
    expect(answer).toEqual({ status: 'SFTP 4', excerpt: expect.stringContaining('No space left') });
    expect(answer?.excerpt).not.toContain('Muster');
    expect(classify(new ConnectionError('broken'), going, message).answer).toBeUndefined();
  });

  it('is ours, where an attachment is not what it was', () => {
    expect(classify(new AttachmentError('a1', 'changed'), going, message)).toMatchObject({
      code: 'poison',
    });
    expect(classify(new AttachmentError('a1', 'unreadable'), going, message)).toMatchObject({
      code: 'internal',
    });
  });

  it('is tried again, where it was ended from our side or nobody knows it', () => {
    const ended = AbortSignal.abort();
    expect(classify(new ConnectionError('login'), ended, message)).toMatchObject({ kind: 'retry' });
    expect(classify(new Error('muster'), going, message)).toEqual({
      kind: 'retry',
      code: 'internal',
      detail: 'The files could not be sent (unknown).',
    });
  });
});
