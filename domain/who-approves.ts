import { describeApprovers, personOf } from './approval-policy.ts';
import { countApprovers } from './change-gate.ts';
import { approvalsOf } from './decisions.ts';
import { formatInstant } from './duration.ts';
import { pageOf, type Remedy, type Scene } from './explanation.ts';
import { contentOf } from './journey-state.ts';

/** The ways in which the change that is open can be approved, each with whom it is open to. */
export function approversIn(scene: Scene): Remedy[] {
  const { state, stage, name } = scene;
  const { change, requester } = state;
  if (change === undefined || stage === undefined) return [];
  const { approval } = stage;
  const chosen = describeApprovers(approval, change.approvers?.owner);
  const barred = [
    ...(change.author === '' ? [] : [change.author]),
    ...(approval.notRequester === true && requester !== change.author ? [requester] : []),
  ];
  const but = barred.length === 0 ? '' : ` but ${barred.join(' and ')}`;
  const asked = chosen === '' ? undefined : `${chosen}${but === '' ? '' : `,${but}`}`;
  // What is missing then is asked for by GitHub, which counts reviews alone.
  const isEnough = countedIn(scene).length >= approval.count;
  const canSignal = approval.via.includes('signal') && !isEnough;
  return [
    ...(approval.via.includes('review') || !canSignal
      ? pageOf(scene, asked ?? `anybody with write access${but}`, 'review')
      : pageOf(scene, 'anybody')),
    ...(canSignal
      ? [
          {
            who: asked ?? `anybody${but}`,
            what: 'approve',
            how: `limelight approve ${name} --head ${change.head.slice(0, 12)}`,
          },
        ]
      : []),
  ];
}

/** Who approved the open change last, and when: of those whose approval counts. */
export function lastApproval(scene: Scene): string | undefined {
  const { state, stage } = scene;
  const { change, decisions } = state;
  if (change === undefined || stage === undefined) return undefined;
  const { approval } = stage;
  const counted = countedIn(scene).map((name) => personOf(name, approval));
  const words = decisions.filter(
    (decision) =>
      decision.kind === 'approve' && decision.applied && decision.change?.number === change.number,
  );
  const reviews = change.lastApproval === undefined ? [] : [change.lastApproval];
  const last = [...words.map(({ actor, at }) => ({ login: actor, at })), ...reviews]
    .filter(({ login }) => counted.includes(personOf(login, approval)))
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .at(-1);
  return last === undefined ? undefined : `the last by ${last.login} at ${formatInstant(last.at)}`;
}

/** Whose approval counts at this moment by the stage's own policy. */
function countedIn({ state, step, stage }: Scene): readonly string[] {
  const { change, requester } = state;
  const content = step === undefined ? undefined : contentOf(state, step);
  if (change === undefined || stage === undefined || content === undefined) return [];
  const { approval, checks } = stage;
  return countApprovers(change, approvalsOf(state, approval), {
    approval,
    requester,
    checks,
    digest: content.digest,
  });
}
