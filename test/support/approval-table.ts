import type { ApprovalPolicy } from '../../domain/approval-policy.ts';
import type { ChangeObservation } from '../../domain/change.ts';
import type { Protection } from '../../sandbox/github/github-stand-in.ts';

/** What somebody does about pull request #1, in order. A bot opened it, where nobody adopts it. */
export type Act =
  | { readonly by: string; readonly does: 'approves' | 'objects' | 'comments' | 'signals' | 'is dismissed' }
  /** Somebody pushes something else to the head, or takes it back; the bot brings the head up to date. */
  | { readonly does: 'alter' | 'undo' | 'update' }
  | { readonly does: 'converse' };

/** One row of the approval policy: it is asked of the pure gate, and of GitHub. */
export interface ApprovalRow {
  readonly what: string;
  readonly approval?: Partial<ApprovalPolicy>;
  readonly acts: readonly Act[];
  readonly protection?: Protection;
  /** Whom the manifest names; absent: nobody. */
  readonly owner?: string;
  /** Somebody's own pull request, which the journey took over. */
  readonly adopted?: true;
  /** What GitHub shows of all this; what is not said is as if nobody had done anything. */
  readonly seen?: Partial<ChangeObservation>;
  /** `go merge`, or `wait` or `attention` with the sentence. */
  readonly says: string;
}

/** Who asked for the journey. */
export const REQUESTER = 'rita';
/** May write: ann, bob, eve, rita, author and the bot. May read: reader. */
export const WRITERS = ['ann', 'bob', 'eve', REQUESTER, 'author'];
export const TEAMS = { 'acme/owners': ['Bob'], 'acme/web': ['eve'] };
export const POLICY: ApprovalPolicy = { count: 1, via: ['review', 'signal'], notRequester: true };

const approves = (by: string): Act => ({ by, does: 'approves' });
const objects = (by: string): Act => ({ by, does: 'objects' });
const signals = (by: string): Act => ({ by, does: 'signals' });
const ALTER: Act = { does: 'alter' };
const UNDO: Act = { does: 'undo' };
const UPDATE: Act = { does: 'update' };
const NONE = 'wait 0 of 1 approvals of pull request #1, by a GitHub review or `limelight approve`';
const ONE_OF_TWO =
  'wait 1 of 2 approvals (ann) of pull request #1, by a GitHub review or `limelight approve`';
const ALTERED =
  'attention pull request #1 no longer does what was ordered: somebody pushed to it; undo the push, or abort';
const TWO = { count: 2, from: { writers: true } } as const;
const held = (mergeability: 'needs-review' | 'blocked', missing: readonly string[]) =>
  ({ mergeability, missing }) as const;

export const APPROVAL_TABLE: readonly ApprovalRow[] = [
  { what: 'nobody: an unprotected branch needs approvals too', acts: [], says: NONE },
  { what: 'none is asked for', approval: { count: 0 }, acts: [], says: 'go merge' },
  { what: 'a review', acts: [approves('ann')], seen: { approvedBy: ['ann'] }, says: 'go merge' },
  { what: 'a signal', acts: [signals('Ann Other')], says: 'go merge' },
  {
    what: 'a review where only signals count',
    approval: { via: ['signal'] },
    acts: [approves('ann')],
    seen: { approvedBy: ['ann'] },
    says: "wait 0 of 1 approvals of pull request #1, by `limelight approve`; ann's approval by a review does not count: this stage counts `limelight approve` only",
  },
  {
    what: 'a review without write access',
    acts: [approves('reader')],
    seen: { setAside: [{ login: 'reader', why: 'no-write-access' }] },
    says: `${NONE}; reader's review does not count: no write access`,
  },
  {
    what: 'a review of who asked for the journey',
    acts: [approves('rita')],
    seen: { approvedBy: ['rita'] },
    says: `${NONE}; rita's approval does not count: rita asked for the journey`,
  },
  {
    what: 'a signal of who asked for the journey, under another name',
    approval: { people: { 'Rita Quest': 'Rita' } },
    acts: [signals('rita quest')],
    says: `${NONE}; rita quest's approval does not count: rita quest asked for the journey`,
  },
  {
    what: 'a review of who asked for the journey, where they may',
    approval: { notRequester: false },
    acts: [approves('rita')],
    seen: { approvedBy: ['rita'] },
    says: 'go merge',
  },
  {
    what: 'a signal of the author',
    adopted: true,
    acts: [signals('Author')],
    seen: { author: 'author' },
    says: `${NONE}; Author's approval does not count: Author opened the pull request`,
  },
  {
    what: 'one person both ways is one',
    approval: { count: 2 },
    acts: [approves('ann'), signals('ANN')],
    seen: { approvedBy: ['ann'] },
    says: `${ONE_OF_TWO}; ann approved both ways, and counts once`,
  },
  {
    what: 'one person under two names is one',
    approval: { count: 2, people: { 'Ann Other': 'ann' } },
    acts: [approves('ann'), signals('Ann Other')],
    seen: { approvedBy: ['ann'] },
    says: `${ONE_OF_TWO}; ann approved both ways, and counts once`,
  },
  {
    what: 'a name that is no login, where two are asked for',
    approval: TWO,
    acts: [approves('ann'), signals('Ann Other')],
    seen: { approvedBy: ['ann'], approvers: { eligible: ['ann'] } },
    says: `${ONE_OF_TWO} of anybody with write access; Ann Other's approval does not count: Ann Other is not among those who may approve`,
  },
  {
    what: 'two people, each in their way',
    approval: TWO,
    acts: [approves('ann'), signals('Bob')],
    seen: { approvedBy: ['ann'], approvers: { eligible: ['ann', 'bob'] } },
    says: 'go merge',
  },
  {
    what: 'a signal of who may only read, where writers are asked for',
    approval: { from: { writers: true } },
    acts: [signals('reader')],
    seen: { approvers: { eligible: [] } },
    says: `${NONE} of anybody with write access; reader's approval does not count: reader is not among those who may approve`,
  },
  {
    what: 'somebody on the list',
    approval: { from: { users: ['Ann'] } },
    acts: [approves('ann')],
    seen: { approvedBy: ['ann'] },
    says: 'go merge',
  },
  {
    what: 'somebody not on the list',
    approval: { from: { users: ['ann', 'eve'] } },
    acts: [approves('bob')],
    seen: { approvedBy: ['bob'] },
    says: `${NONE} of ann or eve; bob's approval does not count: bob is not among those who may approve`,
  },
  {
    what: 'a member of the team, by a review',
    approval: { from: { teams: ['acme/owners'] } },
    acts: [approves('bob')],
    seen: { approvedBy: ['bob'], approvers: { eligible: ['bob'] } },
    says: 'go merge',
  },
  {
    what: 'a member of the team, by a signal',
    approval: { from: { teams: ['Acme/Owners'] } },
    acts: [signals('Bob')],
    seen: { approvers: { eligible: ['bob'] } },
    says: 'go merge',
  },
  {
    what: 'nobody of the team, either way',
    approval: { from: { users: ['eve'], teams: ['acme/owners'] } },
    acts: [approves('ann'), signals('Carl')],
    seen: { approvedBy: ['ann'], approvers: { eligible: [] } },
    says: `${NONE} of eve or a member of acme/owners; Carl's approval does not count: Carl is not among those who may approve; ann's approval does not count: ann is not among those who may approve`,
  },
  {
    what: 'a team that GitHub does not show',
    approval: { from: { teams: ['acme/secret'] } },
    acts: [approves('ann')],
    seen: {
      approvedBy: ['ann'],
      approvers: {
        eligible: [],
        unknown: [
          "GitHub shows us no team acme/secret: check its name, and let our credentials read the organization's members",
        ],
      },
    },
    says: `${NONE} of a member of acme/secret; ann's approval does not count: ann is not among those who may approve; GitHub shows us no team acme/secret: check its name, and let our credentials read the organization's members`,
  },
  {
    what: "a member of the manifest's owner",
    approval: { from: { codeowners: true } },
    owner: 'acme/web',
    acts: [approves('eve')],
    seen: { approvedBy: ['eve'], approvers: { eligible: ['eve'], owner: 'acme/web' } },
    says: 'go merge',
  },
  {
    what: "nobody of the manifest's owner yet",
    approval: { from: { codeowners: true } },
    owner: 'acme/web',
    acts: [],
    seen: { approvers: { eligible: [], owner: 'acme/web' } },
    says: `${NONE} of the owner in the manifest (acme/web)`,
  },
  {
    what: 'the user whom the manifest names',
    approval: { from: { codeowners: true } },
    owner: '@Ann',
    acts: [signals('ann')],
    seen: { approvers: { eligible: ['ann'], owner: 'Ann' } },
    says: 'go merge',
  },
  {
    what: 'a manifest that names nobody',
    approval: { from: { codeowners: true } },
    acts: [approves('ann')],
    seen: {
      approvedBy: ['ann'],
      approvers: { eligible: [], unknown: ['the manifest names no owner (owner.github)'] },
    },
    says: `${NONE} of the owner in the manifest; ann's approval does not count: ann is not among those who may approve; the manifest names no owner (owner.github)`,
  },
  {
    what: 'changes requested',
    acts: [approves('ann'), objects('bob')],
    seen: { approvedBy: ['ann'], changesRequestedBy: ['bob'] },
    says: 'attention bob requested changes on pull request #1',
  },
  {
    what: 'changes requested, then an approval: the last word counts',
    acts: [objects('ann'), approves('ann')],
    seen: { approvedBy: ['ann'] },
    says: 'go merge',
  },
  {
    what: 'an approval, then changes requested: the last word counts',
    acts: [approves('ann'), objects('ann')],
    seen: { changesRequestedBy: ['ann'] },
    says: 'attention ann requested changes on pull request #1',
  },
  {
    what: 'an approval, then a mere comment',
    acts: [approves('ann'), { by: 'ann', does: 'comments' }],
    seen: { approvedBy: ['ann'] },
    says: 'go merge',
  },
  {
    what: 'changes requested without write access',
    acts: [objects('reader')],
    seen: { setAside: [{ login: 'reader', why: 'no-write-access' }] },
    says: `${NONE}; reader's review does not count: no write access`,
  },
  {
    what: 'changes requested by a writer who is not asked for approval',
    approval: { from: { users: ['ann'] } },
    acts: [approves('ann'), objects('bob')],
    seen: { approvedBy: ['ann'], changesRequestedBy: ['bob'] },
    says: 'attention bob requested changes on pull request #1',
  },
  {
    what: 'changes requested by who asked for the journey',
    approval: { from: { users: ['ann'] } },
    acts: [approves('ann'), objects('rita')],
    seen: { approvedBy: ['ann'], changesRequestedBy: ['rita'] },
    says: 'attention rita requested changes on pull request #1',
  },
  {
    what: 'a push that alters the change',
    acts: [approves('ann'), signals('bob'), ALTER],
    seen: { effect: 'altered', setAside: [{ login: 'ann', why: 'altered' }] },
    says: `${ALTERED}; the approval of ann and bob does not count for what it does now`,
  },
  {
    what: 'a push that alters the change, undone',
    acts: [approves('ann'), ALTER, UNDO],
    seen: { approvedBy: ['ann'] },
    says: 'go merge',
  },
  {
    what: 'an approval of the altered change, which was undone',
    acts: [ALTER, approves('ann'), UNDO],
    seen: { setAside: [{ login: 'ann', why: 'altered' }] },
    says: `${NONE}; ann's approval does not count any more: it was given to another state of the pull request`,
  },
  {
    what: 'a head that is brought up to date',
    acts: [approves('ann'), UPDATE],
    seen: { approvedBy: ['ann'] },
    says: 'go merge',
  },
  {
    what: 'a head that is brought up to date, of somebody else',
    adopted: true,
    acts: [approves('ann'), UPDATE],
    seen: { author: 'author', approvedBy: ['ann'] },
    says: 'go merge',
  },
  {
    what: 'approvals that GitHub dismisses when somebody pushes',
    protection: { dismissStale: true },
    acts: [approves('ann'), ALTER, UNDO],
    seen: { setAside: [{ login: 'ann', why: 'dismissed-by-push' }] },
    says: `${NONE}; ann's review does not count any more: GitHub dismisses reviews of this branch when somebody pushes`,
  },
  {
    what: 'an approval that somebody dismissed',
    acts: [approves('ann'), { by: 'ann', does: 'is dismissed' }],
    seen: { setAside: [{ login: 'ann', why: 'dismissed' }] },
    says: `${NONE}; ann's review was dismissed on GitHub`,
  },
  {
    what: 'a branch that asks for more reviews',
    protection: { requiredApprovals: 2 },
    acts: [approves('ann'), signals('bob')],
    seen: { approvedBy: ['ann'], ...held('needs-review', ['2 approving reviews (1 so far)']) },
    says: "wait GitHub's protection of the branch asks for 2 approving reviews (1 so far) before pull request #1 is merged",
  },
  {
    what: 'a branch that asks for its code owners',
    protection: { codeOwners: ['eve', 'acme/owners'] },
    acts: [approves('ann')],
    seen: {
      approvedBy: ['ann'],
      ...held('needs-review', ['a review by its code owners (a team, eve)']),
    },
    says: "wait GitHub's protection of the branch asks for a review by its code owners (a team, eve) before pull request #1 is merged",
  },
  {
    what: 'a branch that has its code owner',
    protection: { codeOwners: ['eve', 'acme/web'] },
    acts: [approves('eve')],
    seen: { approvedBy: ['eve'] },
    says: 'go merge',
  },
  {
    what: 'a branch that asks for an approval of the last push',
    protection: { lastPushApproval: true },
    acts: [approves('ann'), UPDATE],
    seen: {
      approvedBy: ['ann'],
      ...held('needs-review', ['an approval of the last push by somebody else than who pushed']),
    },
    says: "wait GitHub's protection of the branch asks for an approval of the last push by somebody else than who pushed before pull request #1 is merged",
  },
  {
    what: 'a branch that asks for an end to conversations and for signatures',
    protection: { conversations: true, signatures: true },
    acts: [approves('ann'), { does: 'converse' }],
    seen: {
      approvedBy: ['ann'],
      ...held('blocked', ['an end to 1 open conversation', 'verified signatures of 1 commit']),
    },
    says: "wait GitHub's protection of the branch asks for an end to 1 open conversation and verified signatures of 1 commit before pull request #1 is merged",
  },
  {
    what: 'a branch that asks for more, while the stage is not content yet',
    protection: { requiredApprovals: 1 },
    acts: [],
    seen: held('needs-review', ['1 approving review (0 so far)']),
    says: `${NONE}; GitHub's protection of the branch asks for 1 approving review (0 so far)`,
  },
];
