import type { PublishedBuild } from '../domain/build.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import { findRollOut, sinceOf } from '../domain/roll-outs.ts';
import { describeWitness, showsNewImage, type Witness } from '../domain/witness.ts';
import type { BranchOfStage } from './judge-branches.ts';
import { findWitness } from './find-witness.ts';
import { lookAtPublisher } from './publisher.ts';
import type { Services } from './services.ts';
import { tryToRead } from './try-to-read.ts';

/** What is known of the witness of an image: it is looked for once, because that costs calls. */
export type Witnessing =
  /** What could not be read so far may be read at the next look. */
  | { readonly kind: 'unknown'; readonly tries: number }
  | { readonly kind: 'none' }
  /** `sawBefore`: the registry was seen without what the witness will show. */
  | { readonly kind: 'found'; readonly witness: Witness; readonly sawBefore: boolean };

/** What the attempts of one look remember. Plain JSON: it rides in the heartbeat. */
export interface Watch {
  /** How often in a row they found the version. */
  readonly served: number;
  /** Those of the looks with evidence that the new image is out. */
  readonly servedSinceOut: number;
  readonly witnessing: Witnessing;
}

export interface EvidenceQuestion {
  readonly stage: string;
  readonly packageVersion: PackageVersion;
  /** The build whose image is to be out; absent where nobody knows one. */
  readonly build?: PublishedBuild;
  readonly layers: readonly BranchOfStage[];
}

/** What a look for evidence found. */
export interface EvidenceLook {
  /** What tells that the image is out, to be put after "since"; absent while nothing does. */
  readonly evidence?: string;
  /** For people, to be put after what is waited for. */
  readonly outlook: string;
  readonly witnessing: Witnessing;
  /** How long a cache may repeat the answers. */
  readonly maxAgeMs: number;
}

/** How often it is tried to find a witness, and for how long. */
const MOST_TRIES = 3;
const MOST_MS = 30_000;

/** A watch that has seen nothing yet. */
export function beginWatch(): Watch {
  return { served: 0, servedSinceOut: 0, witnessing: { kind: 'unknown', tries: 0 } };
}

/**
 * Looks for evidence that the image of a build, or of a later one, is out: the publisher's word first; else the
 * witness, if there is one, in the registry. No trouble with a witness is trouble of the watch: it goes on without.
 */
export async function lookForEvidence(
  services: Services,
  question: EvidenceQuestion,
  { witnessing: known }: Watch,
): Promise<EvidenceLook> {
  const { stage, build } = question;
  if (build === undefined) return { outlook: '', witnessing: known, maxAgeMs: 0 };
  const evidence = await wordOnRollOut(stage, build);
  if (evidence !== undefined) return { evidence, outlook: '', witnessing: known, maxAgeMs: 0 };
  const witnessing = await findOnce(services, { ...question, build }, known);
  if (witnessing.kind !== 'found') return { outlook: '', witnessing, maxAgeMs: 0 };
  const { witness, sawBefore } = witnessing;
  const told = describeWitness(witness);
  const outlook = `, or until ${told}, shows that it is out`;
  const page = await tryToRead(
    () => services.registryOf(stage).lookAtPackage(witness.packageVersion),
    MOST_MS,
  );
  if (page.kind === 'unread') return { outlook, witnessing, maxAgeMs: 0 };
  const { served, maxAgeMs } = page.value;
  if (!showsNewImage(witness, served))
    return { outlook, witnessing: { ...witnessing, sawBefore: true }, maxAgeMs };
  if (!witness.isSure && !sawBefore) return { outlook: '', witnessing, maxAgeMs };
  return {
    evidence: `build ${build.number} is out, witnessed by ${told}`,
    outlook: '',
    witnessing,
    maxAgeMs,
  };
}

/** What the publisher was told of the image of a build, or of a later one: that it is out. Undefined while it was not. */
export async function wordOnRollOut(stage: string, build: PublishedBuild): Promise<string | undefined> {
  const rollOuts = (await lookAtPublisher(stage))?.rollOuts ?? [];
  const rollOut = findRollOut(rollOuts, build.number, sinceOf(build));
  return rollOut && `${rollOut.actor ?? rollOut.how} told that build ${rollOut.build} is out`;
}

async function findOnce(
  services: Services,
  question: EvidenceQuestion & { readonly build: PublishedBuild },
  known: Witnessing,
): Promise<Witnessing> {
  if (known.kind !== 'unknown' || known.tries >= MOST_TRIES) return known;
  const found = await tryToRead(() => findWitness(services, question), MOST_MS);
  if (found.kind === 'unread') return { kind: 'unknown', tries: known.tries + 1 };
  return found.value === undefined
    ? { kind: 'none' }
    : { kind: 'found', witness: found.value, sawBefore: false };
}
