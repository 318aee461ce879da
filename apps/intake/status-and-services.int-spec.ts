import { afterEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import {
  AREA,
  type IntakeBed,
  MUNICIPALITY,
  SERVICE,
  STRICT_SERVICE,
  startIntake,
  submission,
} from '../../test/intake/intake-bed.js';
import type { Progress } from './submission-status.js';

let bed: IntakeBed;

afterEach(() => bed.close());

describe('the status of a submission', () => {
  it('is known at once, and overlaid by the register as that catches up', async () => {
    let progress: Progress | undefined;
    bed = await startIntake(temporaryFolder(), { ports: { progress: async () => progress } });
    const posted = submission();
    const receipt = (await bed.post(posted)).body as Record<string, string>;
    const { status: _, ...ids } = receipt;
    const address = `/v1/submissions/${receipt.submissionId}`;
    expect((await bed.get(address)).body).toEqual({
      ...ids,
      reference: posted.reference,
      status: 'received',
      messages: [],
      timeline: [{ at: receipt.receivedAt, event: 'received', text: expect.any(String) }],
      caseSystem: null,
    });
    progress = { status: 'delivered', messages: [{ messageId: 'm' }], timeline: [] };
    const later = await bed.get(address);
    expect(later.body).toEqual({
      ...ids,
      reference: posted.reference,
      ...progress,
      caseSystem: null,
    });
    expect(later.headers['cache-control']).toBe('no-store');
  });

  it('is for the client that sent it alone', async () => {
    bed = await startIntake(temporaryFolder());
    const { submissionId } = (await bed.post(submission())).body as Record<string, string>;
    const address = `/v1/submissions/${submissionId}`;
    const unknown = await bed.get('/v1/submissions/0190a0a0-0000-7000-8000-000000000000');
    const other = await bed.get(address, 'two');
    expect([other.status, unknown.status]).toEqual([404, 404]);
    expect(other.body).toEqual(unknown.body);
    expect((await bed.get(address, 'operator')).status).toBe(403);
    expect((await bed.get(address, 'nobody')).status).toBe(401);
    expect((await bed.get('/v1/submissions/x')).status).toBe(404);
  });
});

describe('the services of an area', () => {
  const gewerbe = {
    service: SERVICE,
    name: 'Gewerbeanmeldung',
    authority: 'Verbandsgemeindeverwaltung',
    onBehalfOf: null,
    levelOfAssurance: null,
    tests: true,
    attachments: {
      mediaTypes: ['application/pdf', 'image/png'],
      maximumCount: 3,
      maximumSize: 200_000,
      maximumTotal: 300_000,
    },
    schema: `/v1/services/${SERVICE}/schema?version=1.0.0`,
  };

  it('are told with what each demands', async () => {
    bed = await startIntake(temporaryFolder());
    const { status, body } = await bed.get(`/v1/services?area=${AREA}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      area: AREA,
      services: [
        gewerbe,
        expect.objectContaining({
          service: STRICT_SERVICE,
          levelOfAssurance: 'high',
          tests: false,
          attachments: null,
        }),
      ],
    });
    expect((await bed.get(`/v1/services?area=${MUNICIPALITY}`)).body).toMatchObject({
      services: [gewerbe, {}],
    });
  });

  it('are those that the key allows, and none where nobody is connected', async () => {
    bed = await startIntake(temporaryFolder());
    expect((await bed.get(`/v1/services?area=${AREA}`, 'narrow')).body).toEqual({
      area: AREA,
      services: [gewerbe],
    });
    expect((await bed.get('/v1/services?area=01')).body).toEqual({ area: '01', services: [] });
  });

  it.each(['/v1/services', '/v1/services?area=1', '/v1/services?area=Trier'])(
    'need an area that is one: %s',
    async (address) => {
      bed = await startIntake(temporaryFolder());
      const { status, body } = await bed.get(address);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        type: 'urn:nahtlos:problem:malformed',
        errors: [expect.objectContaining({ pointer: '/querystring/area' })],
      });
    },
  );

  it('lead to the schema of their form data', async () => {
    bed = await startIntake(temporaryFolder());
    expect((await bed.get(gewerbe.schema)).body).toEqual({ type: 'object' });
    expect((await bed.get('/v1/services/99000000000000/schema')).status).toBe(404);
  });
});
