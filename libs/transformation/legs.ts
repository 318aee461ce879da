import {
  type AcceptedSubmission,
  completed,
  Failure,
  type Route,
  type Submission,
  type Target,
} from '#domain';

/** Where the messages of a target go since the area of one of its case was corrected. `area` is an ARS. */
export interface Move {
  area: string;
  destination: string;
}

/** Of one case, by target. */
export type Moves = ReadonlyMap<string, Move>;

/** A message that is made anew with other bytes, in the place of one that a destination did not take. */
export interface Revision {
  target: string;
  /** Where the one before went; another is a Failure `route-changed`, unless the area was corrected. */
  destination: string;
  /** The area was corrected: the message goes where that leads. */
  rerouted: boolean;
  /** How often the bytes were changed, this time included. */
  number: number;
  /** The id of the one before. */
  replaces: string;
}

/** What decides besides the submission itself where its messages go. */
export interface Guidance {
  /** Makes one message anew, and no other. */
  revision?: Revision | undefined;
  /** Where the case has gone; nowhere else than it began where absent. */
  moves?: Moves | undefined;
  /** The area was corrected: it counts, whatever the case did before. */
  rerouted?: boolean | undefined;
}

interface Routes {
  version: string;
  route(service: string, area: string, on: Date): Route | undefined;
}

/** One message to be made: to whom, and from what. */
export interface Leg {
  target: Target;
  route: Route;
  accepted: AcceptedSubmission;
  submission: Submission;
}

/**
 * Decides where the messages of a submission go. A target whose case has moved goes where that went, with the authority
 * of that area; the others stay with the destinations that the case began with.
 *
 * @throws Failure `unroutable`, `test-not-accepted`, or `route-changed` where the landscape leads elsewhere than the case went
 */
export function legsOf(accepted: AcceptedSubmission, routing: Routes, guidance: Guidance): Leg[] {
  const { revision } = guidance;
  const rerouted = guidance.rerouted === true || revision?.rerouted === true;
  const moves: Moves = rerouted ? new Map() : (guidance.moves ?? new Map());
  const moved = (name: string) => {
    const move = moves.get(name);
    return move && movedLeg(accepted, routing, { name, ...move });
  };
  if (revision !== undefined) {
    return [moved(revision.target) ?? revisedLeg(accepted, routing, revision)];
  }
  const base = whole(accepted, routing);
  return base.route.targets.map((target) => {
    const leg = moved(target.name);
    if (leg !== undefined) return leg;
    const before = rerouted ? undefined : accepted.caseDestinations?.[target.name];
    if (before !== undefined && before !== target.destination) {
      throw new Failure(
        'route-changed',
        `The case went to the destination ${before}, its follow-up would go to ${target.destination}. Point the activation back, correct the area, or discard and hand over by hand.`,
      );
    }
    return { ...base, target };
  });
}

function revisedLeg(accepted: AcceptedSubmission, routing: Routes, revision: Revision): Leg {
  const { target: name, destination, rerouted } = revision;
  const base = whole(accepted, routing);
  const target = base.route.targets.find((candidate) => candidate.name === name);
  if (target !== undefined && (rerouted || target.destination === destination)) {
    return { ...base, target };
  }
  throw new Failure(
    'route-changed',
    target === undefined
      ? `The activation has no target ${name} any more. Point it back, or discard and hand over by hand.`
      : `The message before went to the destination ${destination}, this one would go to ${target.destination}. Point the activation back, or discard and hand over by hand.`,
  );
}

/** What goes after its case: made for the area in which that is done now. */
function movedLeg(
  accepted: AcceptedSubmission,
  routing: Routes,
  { name, area, destination }: Move & { name: string },
): Leg {
  const { submission } = accepted;
  const base = whole({ ...accepted, area, submission: { ...submission, area } }, routing);
  const target = base.route.targets.find((candidate) => candidate.name === name);
  if (target?.destination === destination) return { ...base, target };
  throw new Failure(
    'route-changed',
    target === undefined
      ? `The case was forwarded to the area ${area}, whose activation has no target ${name} any more. Point it back, correct the area, or discard and hand over by hand.`
      : `The case was forwarded to the destination ${destination}, its follow-up would go to ${target.destination}. Point the activation of the area ${area} back, correct the area, or discard and hand over by hand.`,
  );
}

function whole(accepted: AcceptedSubmission, routing: Routes): Omit<Leg, 'target'> {
  const submission = completed(accepted.submission, accepted.receivedAt);
  const route = routing.route(submission.service, accepted.area, new Date(accepted.receivedAt));
  if (route === undefined) {
    throw new Failure(
      'unroutable',
      `The landscape ${routing.version} has no activation of the service ${submission.service} for the area ${accepted.area} on the date of receipt. Add one and replay.`,
    );
  }
  if (submission.test && !route.acceptsTests) {
    throw new Failure(
      'test-not-accepted',
      'The activation takes no tests. Allow them in activations.yaml and replay, or discard.',
    );
  }
  return { route, accepted, submission };
}
