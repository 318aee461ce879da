import { describe, expect, it } from '@jest/globals';
import { brokerTrouble } from './broker-trouble.js';

/** As the client gives them: the cause wrapped, sometimes several together. */
function wrapped(error: object): Error {
  return Object.assign(new Error('outer'), {
    name: 'KafkaJSNumberOfRetriesExceeded',
    cause: error,
  });
}

describe('trouble with the brokers', () => {
  it.each([
    [{ name: 'KafkaJSServerDoesNotSupportApiKey' }, 'too old a version'],
    [{ type: 'UNSUPPORTED_VERSION' }, 'too old a version'],
    [{ name: 'KafkaJSSASLAuthenticationError' }, 'does not accept the credentials'],
    [
      { name: 'KafkaJSConnectionError', message: 'connect ECONNREFUSED' },
      'cannot be reached at a:1',
    ],
    [
      { name: 'KafkaJSConnectionError', message: 'self-signed certificate' },
      'cannot be secured: check NAHTLOS_KAFKA_TLS',
    ],
    [{ type: 'TOPIC_AUTHORIZATION_FAILED' }, 'nahtlos topics --acls'],
    [{ type: 'INVALID_REPLICATION_FACTOR' }, 'lower NAHTLOS_KAFKA_REPLICATION'],
  ])('is told in a sentence: %j', (error, sentence) => {
    expect(brokerTrouble(wrapped(error), ['a:1'])?.message).toContain(sentence);
    const together = { name: 'KafkaJSAggregateError', errors: [error] };
    expect(brokerTrouble(together, ['a:1'])?.message).toContain(sentence);
  });

  it('is left as it is where nobody foresaw it', () => {
    expect(brokerTrouble(wrapped(new TypeError('x')), [])).toBeUndefined();
  });
});
