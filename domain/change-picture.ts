/**
 * What one light look over many pull requests shows of one of them. It holds what the gate can tell apart and a
 * page can tell cheaply. Left out is what GitHub works out for each anew when a base branch moves (whether it
 * would merge): a journey sees that at its own looks.
 */
export interface ChangePicture {
  readonly number: number;
  /** Its head branch, as `forkBranch` has it where it is in a fork. */
  readonly branch: string;
  /** Commit id of the head. */
  readonly head: string;
  readonly base: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly draft: boolean;
  /** It stands in a merge queue. */
  readonly queued: boolean;
  /** GitHub's word, such as `APPROVED`; null where the branch asks for no review, however many there are. */
  readonly reviewDecision: string | null;
  /** `LOGIN STATE COMMIT` of the latest opinion of each person who may push. */
  readonly reviews: readonly string[];
  /** How many conversations on it are not resolved; of the first hundred. */
  readonly openConversations: number;
  readonly checks: {
    readonly state: 'none' | 'pending' | 'green' | 'red';
    /** Some have not completed, whatever the others came to. */
    readonly running: boolean;
    /** How many are red. */
    readonly red: number;
  };
}

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/**
 * A short text that is another one when the gate could tell the two pictures apart (FNV-1a, 51 of its 64 bits, in
 * base 36). At most 10 characters: a memory of 600 of them stays small.
 */
export function digestPicture(picture: ChangePicture): string {
  const { head, base, state, draft, queued, reviewDecision, checks } = picture;
  const { state: outcome, running, red } = checks;
  const reviews = [...picture.reviews].sort();
  // Only where there are some: memories without any are older than this part.
  const conversations = picture.openConversations === 0 ? [] : [picture.openConversations];
  const text = JSON.stringify([
    head,
    base,
    state,
    draft,
    queued,
    reviewDecision,
    reviews,
    outcome,
    running,
    red,
    ...conversations,
  ]);
  let hash = OFFSET;
  for (let at = 0; at < text.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * PRIME);
  }
  return hash.toString(36).slice(-10);
}
