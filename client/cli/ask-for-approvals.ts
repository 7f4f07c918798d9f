import type { ChangeObservation } from '../../domain/change.ts';
import type { JourneyState } from '../../domain/journey-state.ts';
import type { PackageVersion } from '../../domain/package-version.ts';
import { DecisionRefused } from '../errors/decision-refused.ts';
import { followJourney } from '../follow-journey.ts';
import type { Journeys } from '../journeys.ts';

/** Asks a person; undefined when the question was withdrawn. */
export interface Asker {
  ask(question: string, withdrawn: AbortSignal): Promise<boolean | undefined>;
  print(line: string): void;
  /** Aborted when nobody can be asked any more. */
  readonly gone: AbortSignal;
}

/** Who is asked about which journey. */
export interface Approvals {
  readonly journeys: Pick<Journeys, 'look' | 'approve' | 'abort'>;
  readonly packageVersion: PackageVersion;
  readonly actor: string;
  readonly asker: Asker;
}

/**
 * Asks a person about each pull request that waits for an approval, until the journey is over: yes approves it, no
 * aborts the journey. A question that somebody else has answered meanwhile is withdrawn.
 *
 * @throws the signal's reason when that is aborted, or an Error when nobody can be asked any more.
 */
export async function askForApprovals(approvals: Approvals, signal: AbortSignal): Promise<void> {
  const { journeys, packageVersion, asker } = approvals;
  const failed = new AbortController();
  const either = AbortSignal.any([signal, asker.gone, failed.signal]);
  let asked: ChangeObservation | undefined;
  let question = new AbortController();
  try {
    for await (const seen of followJourney(journeys, packageVersion, either)) {
      if (seen.kind === 'silent') continue;
      const change = awaited(seen.look.state);
      if (change?.number === asked?.number && change?.head === asked?.head) continue;
      question.abort();
      question = new AbortController();
      asked = change;
      if (change === undefined) continue;
      const withdrawn = AbortSignal.any([question.signal, either]);
      decide(approvals, change, withdrawn).catch((error: unknown) => failed.abort(error));
    }
  } finally {
    question.abort();
  }
}

async function decide(
  { journeys, packageVersion, actor, asker }: Approvals,
  { number, head }: ChangeObservation,
  withdrawn: AbortSignal,
): Promise<void> {
  const isApproved = await asker.ask(`Approve pull request #${number} as ${actor}? [y/n] `, withdrawn);
  if (isApproved === undefined) return;
  try {
    if (isApproved) await journeys.approve(packageVersion, { actor, head });
    else await journeys.abort(packageVersion, { actor, reason: 'not approved' });
  } catch (error) {
    // Somebody was quicker, or the change is another one now: the journey goes on, and asks again where it must.
    if (!(error instanceof DecisionRefused)) throw error;
    asker.print(error.message);
  }
}

function awaited({ waiting, change }: JourneyState): ChangeObservation | undefined {
  return waiting?.for === 'approval' ? change : undefined;
}
