import { isBarred, isNamed, personOf, type ApprovalPolicy } from './approval-policy.ts';
import type { ChangeObservation, SetAside } from './change.ts';

/** An approval that a person gave to the journey itself, bound to one change and its content when it came in. */
export interface Approval {
  readonly actor: string;
  /** The pull request it was given to. */
  readonly change: number;
  /** Digest of the content that the change carried. */
  readonly digest: string;
}

/** By what approvals are weighed. */
export interface ApprovalScale {
  readonly approval: ApprovalPolicy;
  /** Digest of the content that an approval must have been given to. */
  readonly digest: string;
  /** Who asked for the journey; absent where nobody is kept from approving. */
  readonly requester?: string;
}

/** What the opinions on a change come to. */
export interface WeighedApprovals {
  /** Whose approval counts: each person once, by the login where there is one, sorted. */
  readonly approvedBy: readonly string[];
  /** Whose opinion does not count, a sentence each with the reason, sorted. */
  readonly asides: readonly string[];
}

/** Weighs what reviewers and decisions say of a change at this moment. Pure. */
export function weighApprovals(
  seen: ChangeObservation,
  given: readonly Approval[],
  scale: ApprovalScale,
): WeighedApprovals {
  const { approval } = scale;
  const approvedBy = new Map<string, string>();
  const asides = new Set<string>();
  const count = (name: string): void => {
    const why = whyNot(name, seen, scale);
    const person = personOf(name, approval);
    if (why !== undefined) asides.add(`${name}'s approval does not count: ${why}`);
    else if (!approvedBy.has(person)) approvedBy.set(person, name);
  };
  if (approval.via.includes('review')) seen.approvedBy.forEach(count);
  else for (const login of seen.approvedBy) asides.add(sayUncounted(login, 'a review', approval));
  const here = given.filter(({ change }) => change === seen.number);
  for (const { actor, digest } of here) {
    if (!approval.via.includes('signal')) asides.add(sayUncounted(actor, '`limelight approve`', approval));
    else if (digest === scale.digest) count(actor);
    else asides.add(`${actor}'s approval does not count any more: the content has changed since`);
  }
  for (const aside of seen.setAside ?? [])
    if (!approvedBy.has(personOf(aside.login, approval))) asides.add(describeAside(aside));
  for (const [person, name] of approvedBy)
    if (isBothWays(person, seen, here, scale)) asides.add(`${name} approved both ways, and counts once`);
  return { approvedBy: [...approvedBy.values()].sort(), asides: [...asides].sort() };
}

/** Whose approval an alteration of the change has voided, each once and sorted. */
export function voidedBy(
  seen: ChangeObservation,
  given: readonly Approval[],
  { approval }: ApprovalScale,
): string[] {
  const names = [
    ...(seen.setAside ?? []).filter(({ why }) => why === 'altered').map(({ login }) => login),
    ...given.filter(({ change }) => change === seen.number).map(({ actor }) => actor),
  ];
  return [...new Map(names.toReversed().map((name) => [personOf(name, approval), name])).values()].sort();
}

/** Why a person's approval does not count; undefined when it does. */
function whyNot(
  name: string,
  seen: ChangeObservation,
  { approval, requester }: ApprovalScale,
): string | undefined {
  const person = personOf(name, approval);
  if (seen.author !== '' && person === personOf(seen.author, approval))
    return `${name} opened the pull request`;
  if (isBarred(name, requester, approval)) return `${name} asked for the journey`;
  if (isChosen(person, name, seen, approval)) return undefined;
  return `${name} is not among those who may approve`;
}

function isChosen(person: string, name: string, seen: ChangeObservation, policy: ApprovalPolicy): boolean {
  if (policy.from === undefined) return true;
  return isNamed(name, policy) || (seen.approvers?.eligible.includes(person) ?? false);
}

function isBothWays(
  person: string,
  seen: ChangeObservation,
  given: readonly Approval[],
  { approval, digest }: ApprovalScale,
): boolean {
  if (approval.via.length < 2) return false;
  const signalled = given.filter((one) => one.digest === digest).map(({ actor }) => actor);
  return [seen.approvedBy, signalled].every((names) =>
    names.some((name) => personOf(name, approval) === person),
  );
}

function sayUncounted(name: string, way: string, { via }: ApprovalPolicy): string {
  const other = via.includes('review') ? 'GitHub reviews' : '`limelight approve`';
  return `${name}'s approval by ${way} does not count: this stage counts ${other} only`;
}

function describeAside({ login, why }: SetAside): string {
  switch (why) {
    case 'no-write-access':
      return `${login}'s review does not count: no write access`;
    case 'altered':
      return `${login}'s approval does not count any more: it was given to another state of the pull request`;
    case 'dismissed':
      return `${login}'s review was dismissed on GitHub`;
    case 'dismissed-by-push':
      return `${login}'s review does not count any more: GitHub dismisses reviews of this branch when somebody pushes`;
  }
}
