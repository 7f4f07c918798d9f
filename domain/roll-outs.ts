import type { PublishedBuild } from './build.ts';
import type { Deploy } from './pipeline.ts';
import { isShortText, partsOf, readText } from './sent.ts';

/** What is known of the image of a build on its way to the pods of a registry. */
export interface RollOut {
  /** The number of the build. */
  readonly build: number;
  /** Whose word it is: Kubernetes' status, a webhook's answer, or a person's. */
  readonly how: 'kubernetes' | 'webhook' | 'person';
  /** ISO 8601: of the order, and once it is complete of that. */
  readonly at: string;
  /** The person. */
  readonly actor?: string;
  /** True: the image of this build, or a later one, is out on all pods. False: it was only ordered. */
  readonly complete: boolean;
}

/** What a person says: the image of this build is out. */
export interface DeployedWord {
  readonly actor: string;
  readonly build: number;
  readonly reason?: string;
  /** The same id sent twice is one word. */
  readonly id?: string;
}

const MOST_ROLL_OUTS = 20;
/** How far the clocks of Jenkins and of ours may be apart. */
const MOST_SKEW_MS = 60_000;
/** Beyond what builds that nobody asked us for explain: a slip of the finger would vouch for builds of next year. */
const MOST_UNKNOWN_BUILDS = 100;

interface Answered {
  readonly build: PublishedBuild;
}

/**
 * The build that is to be rolled out by us: of those that answered somebody the one that finished last (the tag of
 * the branch is its), unless it was ordered before or is said to be out.
 */
export function buildToRollOut(
  { mode }: Deploy,
  answers: readonly Answered[],
  rollOuts: readonly RollOut[],
): PublishedBuild | undefined {
  if (mode === 'automatic' || mode === 'manual') return undefined;
  const builds = answers.map(({ build }) => build);
  const last = builds.toSorted((one, other) => other.finishedAt - one.finishedAt)[0];
  if (last === undefined) return undefined;
  const since = sinceOf(last);
  const isDone = (rollOut: RollOut) =>
    isFrom(rollOut, since) &&
    (rollOut.build === last.number || (rollOut.how === 'person' && rollOut.build > last.number));
  return rollOuts.some(isDone) ? undefined : last;
}

/**
 * Since when what is told of a build may be true: from before it had finished it is about another build of that number
 * (a job that was made anew begins at 1), or no more than a slip of the finger.
 */
export function sinceOf({ finishedAt }: Pick<PublishedBuild, 'finishedAt'>): number {
  return finishedAt - MOST_SKEW_MS;
}

function isFrom({ at }: RollOut, since: number): boolean {
  return !(Date.parse(at) < since);
}

/** The roll-out that Kubernetes is at: the last one ordered of it, unless a later image has come out since. */
export function rollOutToFollow(rollOuts: readonly RollOut[]): RollOut | undefined {
  const last = rollOuts.findLast(({ how }) => how === 'kubernetes');
  if (last === undefined || last.complete) return undefined;
  // What was told before did not keep it from being ordered.
  return findRollOut(rollOuts, last.build, Date.parse(last.at)) === undefined ? last : undefined;
}

/**
 * What tells that the image of a build, or of a later one, is out on all pods; undefined while nothing does.
 *
 * @param since - epoch milliseconds, see {@link sinceOf}; without it any word counts.
 */
export function findRollOut(
  rollOuts: readonly RollOut[],
  build: number,
  since = Number.NEGATIVE_INFINITY,
): RollOut | undefined {
  return rollOuts.findLast((rollOut) => rollOut.complete && rollOut.build >= build && isFrom(rollOut, since));
}

/** Keeps a roll-out; in the place of the same one that was only ordered so far. */
export function addRollOut(rollOuts: readonly RollOut[], rollOut: RollOut): RollOut[] {
  const { build, how } = rollOut;
  const others = rollOuts.filter((other) => other.complete || other.build !== build || other.how !== how);
  return [...others, rollOut].slice(-MOST_ROLL_OUTS);
}

/** Reads a person's word that came in from outside, where anybody may send anything. It never throws. */
export function readDeployed(sent: unknown): DeployedWord {
  const { actor, build, reason, id } = partsOf(sent);
  const why = readText(reason);
  return {
    actor: readText(actor)?.trim() ?? '',
    build: typeof build === 'number' ? build : Number.NaN,
    ...(why !== undefined && { reason: why }),
    ...(isShortText(id) && { id }),
  };
}

/** Why a person's word makes no sense; undefined when it does. Pure: the update's validator asks it. */
export function refuseDeployed(
  { answers, rollOuts }: { readonly answers: readonly Answered[]; readonly rollOuts: readonly RollOut[] },
  { actor, build }: DeployedWord,
): string | undefined {
  if (actor === '') return 'a decision needs an actor: say who decides';
  if (!Number.isSafeInteger(build) || build < 1)
    return 'say which build is out: its number in Jenkins, 1 or more';
  const known = [...answers.map((answer) => answer.build.number), ...rollOuts.map((other) => other.build)];
  const newest = Math.max(...known);
  if (known.length > 0 && build > newest + MOST_UNKNOWN_BUILDS)
    return `build ${build} is far beyond build ${newest}, the newest that is known here`;
  const answered = answers.findLast((answer) => answer.build.number === build);
  const earlier = findRollOut(rollOuts, build, answered && sinceOf(answered.build));
  if (earlier !== undefined)
    return `build ${earlier.build} is known to be out since ${earlier.at}, by ${earlier.actor ?? earlier.how}`;
  return undefined;
}
