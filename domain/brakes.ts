import { refuseEnding } from './decisions.ts';
import { wait, type ChangeGate } from './gate.ts';
import { currentStep, type JourneyState, type StepState } from './journey-state.ts';
import { describeStop, LINE_RUNS, stopFor } from './line.ts';
import { formatPackageVersion } from './package-version.ts';

/** What keeps a journey from doing anything, with a sentence for people. Looks go on meanwhile. */
export interface Brake {
  readonly kind: 'hold' | 'line';
  readonly sentence: string;
}

/** What keeps a journey from working at a stage: a person's hold, or a stopped line; undefined when nothing does. */
export function brakeOn(state: JourneyState, { stage }: Pick<StepState, 'stage'>): Brake | undefined {
  const { hold, line = LINE_RUNS, packageVersion } = state;
  if (hold !== undefined) {
    const sentence = `held by ${hold.actor}: ${hold.reason} (since ${hold.since}); \`limelight resume ${formatPackageVersion(packageVersion)}\` lets it go on`;
    return { kind: 'hold', sentence };
  }
  const stop = stopFor(line, packageVersion.name, stage);
  if (stop === undefined) return undefined;
  return {
    kind: 'line',
    sentence: `${describeStop(stop)}; \`limelight line resume\` for it lets the journeys go on`,
  };
}

/** What keeps a journey from working where it is. One that is over, or takes back what it has open, nothing keeps. */
export function brakeNow(state: JourneyState): Brake | undefined {
  const { stage = state.route[0] ?? '' } = currentStep(state) ?? {};
  return refuseEnding(state) === undefined ? brakeOn(state, { stage }) : undefined;
}

/** What a gate comes to under a brake: where it would let something be written, that waits; looks go on. */
export function withBrake(gate: ChangeGate, state: JourneyState, step: Pick<StepState, 'stage'>): ChangeGate {
  const brake = gate.kind === 'go' ? brakeOn(state, step) : undefined;
  return brake === undefined ? gate : wait(brake.kind, brake.sentence);
}
