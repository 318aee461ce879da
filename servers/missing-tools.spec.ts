import { describe, expect, it } from '@jest/globals';
import { missingTools } from './missing-tools.js';

describe('the tools that the servers need', () => {
  it('are named with their packages where they are missing or too old', () => {
    expect(missingTools({ java: 11, maven: 3, postgres: 0 })).toEqual([
      'Java 17 or newer is needed for Kafka; there is 11.',
      'PostgreSQL 15 or newer is needed for the store; there is none.',
      'On Debian 12 or newer: apt-get install default-jdk-headless postgresql',
    ]);
  });

  it('are no reason to say anything where all are there', () => {
    expect(missingTools({ java: 17, maven: 3, postgres: 15 })).toEqual([]);
    expect(missingTools({ java: 25, maven: 4, postgres: 18 })).toEqual([]);
  });
});
