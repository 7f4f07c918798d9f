/** Which way of approving a change counts at a stage. */
export type ApprovalVia = 'review' | 'signal';

/** Whose approvals count: who is in any of these. */
export interface Approvers {
  /** Names or logins. */
  readonly users?: readonly string[];
  /** `ORGANIZATION/TEAM`; GitHub says who is in it. */
  readonly teams?: readonly string[];
  /** Whoever the package's own manifest names as its owner: a team, or a user. */
  readonly codeowners?: boolean;
  /** Whoever may write to the storage's repository, as GitHub knows them. */
  readonly writers?: boolean;
}

/** What a stage asks for before a change to its branch is merged. */
export interface ApprovalPolicy {
  /** How many different people must approve. 0: none. */
  readonly count: number;
  readonly via: readonly ApprovalVia[];
  /** Absent: a review of anybody with write access, and whatever name approves by a signal. */
  readonly from?: Approvers;
  /** True: who asked for the journey does not approve it. Absent in the journeys of old, where they could. */
  readonly notRequester?: boolean;
  /** GitHub logins by the names that people go by elsewhere, so that nobody is taken for two. */
  readonly people?: Readonly<Record<string, string>>;
}

/** Who is who: what of a policy tells that two names are one person. */
export type People = Pick<ApprovalPolicy, 'people'>;

/** One person in one spelling: the login that a name stands for, in lower case, as GitHub compares logins. */
export function personOf(name: string, { people = {} }: People): string {
  const wanted = loginLike(name);
  const known = Object.entries(people).find(([other]) => loginLike(other) === wanted);
  return known === undefined ? wanted : loginLike(known[1]);
}

function loginLike(name: string): string {
  return name.trim().replace(/^@/, '').toLowerCase();
}

/** True when a list of users alone says who may approve: then nobody else has to be asked. */
export function isSettledByNames({ teams = [], codeowners, writers }: Approvers): boolean {
  return teams.length === 0 && codeowners !== true && writers !== true;
}

/** True when a list of users names this person. */
export function isNamed(name: string, policy: ApprovalPolicy): boolean {
  const person = personOf(name, policy);
  return (policy.from?.users ?? []).some((user) => personOf(user, policy) === person);
}

/** True for the person who asked for the journey, where that person may not approve it. */
export function isBarred(name: string, requester: string | undefined, policy: ApprovalPolicy): boolean {
  if (policy.notRequester !== true || requester === undefined) return false;
  return personOf(name, policy) === personOf(requester, policy);
}

/**
 * Who may approve, in words: `ann, a member of acme/owners or the owner acme/web`. Empty for anybody.
 *
 * @param owner - whom the manifest names; absent while that is not known.
 */
export function describeApprovers({ from }: ApprovalPolicy, owner?: string): string {
  if (from === undefined) return '';
  const names = [
    ...(from.users ?? []),
    ...(from.teams ?? []).map((team) => `a member of ${team}`),
    ...(from.codeowners === true
      ? [`the owner in the manifest${owner === undefined ? '' : ` (${owner})`}`]
      : []),
    ...(from.writers === true ? ['anybody with write access'] : []),
  ];
  return joinWords(names, 'or');
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}
