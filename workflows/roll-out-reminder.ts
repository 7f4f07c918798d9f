import { CancellationScope, sleep } from '@temporalio/workflow';
import type { PublishedBuild } from '../domain/build.ts';
import type { Journey } from './journey.ts';

/** What a wait for a registry says, which changes where people roll out by hand and nothing happens for a while. */
export interface RollOutWait {
  /** Shows what is waited for at this moment. */
  show(): void;
  /** The build that people were told to roll out, as long as nobody has said that it is out. */
  readonly toRollOut: PublishedBuild | undefined;
  /** Somebody has: only the registry is waited for. */
  hear(told: string): void;
  /** No reminder comes any more. */
  end(): void;
}

/**
 * Where people roll out by hand: says after a quiet while who must do what. The wait goes on all the same.
 *
 * @param sentence - what is waited for until then.
 * @param build - whose image is to be rolled out; without one nobody can be reminded.
 * @param reminded - called after that while.
 */
export function waitForRollOut(
  journey: Journey,
  stage: string,
  sentence: string,
  build: PublishedBuild | undefined,
  reminded: () => void = () => undefined,
): RollOutWait {
  const { mode, remindMs } = journey.stage(stage).deploy;
  const scope = new CancellationScope();
  let said = sentence;
  let toRollOut: PublishedBuild | undefined;
  const show = (): void => journey.waitFor('registry', said);
  if (mode === 'manual' && build !== undefined) {
    const { number } = build;
    const reminding = scope.run(async () => {
      await sleep(remindMs, { summary: `Until a reminder of the roll-out of ${stage}` });
      said = `for the roll-out of registry ${stage}, image of build ${number}: roll it out, then say \`limelight deployed ${stage} --build ${number}\``;
      toRollOut = build;
      if (journey.state.waiting?.for === 'registry') show();
      reminded();
    });
    // Only ever ended by being cancelled; a rejection that nobody hears would fail the task.
    reminding.catch(() => undefined);
  }
  return {
    show,
    get toRollOut() {
      return toRollOut;
    },
    hear(told) {
      toRollOut = undefined;
      said = `${sentence}: ${told}`;
    },
    end: () => scope.cancel(),
  };
}
