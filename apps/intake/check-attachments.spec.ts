import { describe, expect, it } from '@jest/globals';
import { attachmentFindings } from './check-attachments.js';

const LIMITS = {
  mediaTypes: ['application/pdf'],
  maximumCount: 3,
  maximumSize: 1_000,
  maximumTotal: 1_500,
};
const announced = (size?: number, changes: object = {}) => ({
  id: 'a',
  name: 'plan.pdf',
  mediaType: 'application/pdf',
  purpose: 'attachment',
  sha512: '',
  ...(size === undefined ? {} : { size }),
  ...changes,
});
const places = (...given: Parameters<typeof attachmentFindings>) =>
  attachmentFindings(...given).map(({ pointer, code }) => [pointer, code]);

describe('announced attachments', () => {
  it('are taken at their limits, and where they tell no size', () => {
    expect(places([announced(1_000), announced(500)], LIMITS, 5_000)).toEqual([]);
    expect(places([announced(), announced(), announced()], LIMITS, 5_000)).toEqual([]);
  });

  it('are refused one by one where they are too large or of a strange type', () => {
    const strange = announced(1, { mediaType: 'text/html' });
    expect(places([announced(10), announced(1_001), strange], LIMITS, 5_000)).toEqual([
      ['/attachments/1/size', 'attachment-too-large'],
      ['/attachments/2/mediaType', 'media-type'],
    ]);
  });

  it('are refused where they are larger than the installation takes, whatever the service says', () => {
    expect(places([announced(800)], LIMITS, 700)).toEqual([
      ['/attachments/0/size', 'attachment-too-large'],
    ]);
  });

  it('are refused together where they are too many or too large', () => {
    const four = [1, 2, 3, 4].map(() => announced(500));
    expect(places(four, LIMITS, 5_000)).toEqual([
      ['/attachments', 'too-many-attachments'],
      ['/attachments', 'attachments-too-large'],
    ]);
    expect(places([announced(1)], undefined, 5_000)).toEqual([
      ['/attachments', 'too-many-attachments'],
    ]);
  });
});
