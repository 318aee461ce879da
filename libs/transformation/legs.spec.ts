import { describe, expect, it } from '@jest/globals';
import type { AcceptedSubmission, Failure, Route } from '#domain';
import { legsOf, type Revision } from './legs.js';

const HERE = '072355004';
const THERE = '073390005';

/** Two messages: the notice goes to the office of the area, the copy always to the archive. */
function routeOf(area: string, office: string): Route {
  return {
    service: '99050012104000',
    matchedArea: area,
    authority: { id: office, name: office, keys: {} },
    onBehalfOf: null,
    tenant: null,
    packageVersion: undefined,
    targets: [
      { name: 'notice', message: 'gewerbe.anmeldung.0010', destination: office },
      { name: 'copy', message: 'gewerbe.anmeldung.0010', destination: 'archive' },
    ],
    minimumLevelOfAssurance: undefined,
    acceptsTests: true,
    landscapeVersion: 'test@1',
    reason: '',
  };
}

const routes = new Map([
  [HERE, routeOf(HERE, 'trier-land')],
  [THERE, routeOf(THERE, 'bingen')],
]);
const routing = {
  version: 'test@1',
  route: (_service: string, area: string) => routes.get(area),
};

const followUp: AcceptedSubmission = {
  submissionId: 's2',
  caseId: 's1',
  client: 'demo',
  receivedAt: '2026-11-22T09:30:00.000Z',
  area: HERE,
  caseDestinations: { notice: 'trier-land', copy: 'archive' },
  attachments: [],
  submission: { service: '99050012104000', area: HERE, reference: 'r', data: {} },
};
const moves = new Map([['notice', { area: THERE, destination: 'bingen' }]]);
const revision: Revision = {
  ...{ target: 'notice', destination: 'trier-land', rerouted: false, number: 1, replaces: 'm1' },
};

function went(...[accepted, guidance]: [AcceptedSubmission, Parameters<typeof legsOf>[2]]) {
  return legsOf(accepted, routing, guidance).map(({ target, route, submission, ...leg }) =>
    [
      target.name,
      target.destination,
      route.authority.name,
      leg.accepted.area,
      submission.area,
    ].join(' '),
  );
}

function refused(guidance: Parameters<typeof legsOf>[2], accepted = followUp): string {
  try {
    legsOf(accepted, routing, guidance);
  } catch (thrown) {
    return (thrown as Failure).code;
  }
  return 'nothing';
}

describe('where the messages of a submission go', () => {
  it('is where its area leads', () => {
    expect(went({ ...followUp, area: THERE, caseDestinations: null }, {})).toEqual([
      `notice bingen bingen ${THERE} ${HERE}`,
      `copy archive bingen ${THERE} ${HERE}`,
    ]);
  });

  it('is where the case went, target by target, each with the authority of its area', () => {
    expect(went(followUp, { moves })).toEqual([
      `notice bingen bingen ${THERE} ${THERE}`,
      `copy archive trier-land ${HERE} ${HERE}`,
    ]);
  });

  it('is nowhere where the landscape leads elsewhere than the case began or went', () => {
    const elsewhere = { ...followUp, area: THERE };
    expect(refused({}, elsewhere)).toBe('route-changed');
    const gone = new Map([['notice', { area: THERE, destination: 'mainz' }]]);
    expect(refused({ moves: gone })).toBe('route-changed');
    expect(refused({ moves: new Map([['notice', { area: '07', destination: 'bingen' }]]) })).toBe(
      'unroutable',
    );
  });

  it('is where the area of a follow-up was corrected to, whatever its case did', () => {
    const corrected = { ...followUp, area: THERE };
    expect(went(corrected, { rerouted: true })).toHaveLength(2);
    const rerouted = { ...revision, rerouted: true };
    expect(went(corrected, { revision: rerouted })).toEqual([
      `notice bingen bingen ${THERE} ${HERE}`,
    ]);
    const back = { ...rerouted, destination: 'bingen' };
    expect(went(followUp, { revision: back, moves })).toEqual([
      `notice trier-land trier-land ${HERE} ${HERE}`,
    ]);
  });

  it('is, of a message with other data, where the one before went or the case went since', () => {
    expect(went(followUp, { revision })).toEqual([`notice trier-land trier-land ${HERE} ${HERE}`]);
    expect(went(followUp, { revision, moves })).toEqual([`notice bingen bingen ${THERE} ${THERE}`]);
    expect(refused({ revision: { ...revision, destination: 'mainz' } })).toBe('route-changed');
    expect(refused({ revision: { ...revision, target: 'third' } })).toBe('route-changed');
  });
});
