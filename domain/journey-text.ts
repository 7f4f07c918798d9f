import { currentStep, type JourneyState, type StepState } from './journey-state.ts';
import { formatPackageVersion } from './package-version.ts';
import { whatStays } from './what-stays.ts';

/** What a step does, in the words of the storage's own life story. */
export function describeStep({ kind, stage }: Pick<StepState, 'kind' | 'stage'>): string {
  switch (kind) {
    case 'add':
      return `add to ${stage}`;
    case 'remove':
      return `remove from ${stage}`;
    case 'publish':
      return `publish the image of ${stage}`;
    case 'verify':
      return `verify the registry of ${stage}`;
    case 'verify-gone':
      return `verify that the registry of ${stage} lets go of it`;
  }
}

/** How a step ended, with a Markdown link where there is one; empty for a step that has not ended. */
export function describeResult({
  result,
  status,
  why,
}: Pick<StepState, 'result' | 'status' | 'why'>): string {
  if (status === 'skipped') return why ?? 'skipped';
  switch (result?.kind) {
    case undefined:
      return '';
    case 'change': {
      const note = result.note === undefined ? '' : `; ${result.note}`;
      if (result.number === undefined) return `nothing to do: the branch was so already${note}`;
      const approved = result.approvedBy.length === 0 ? '' : `, approved by ${result.approvedBy.join(', ')}`;
      const by = result.mergedBy === undefined ? '' : ` by ${result.mergedBy}`;
      return `${link(`#${result.number}`, result.url)} merged${by} as ${result.commit.slice(0, 7)}${approved}${note}`;
    }
    case 'build':
      return `${link(`build ${result.build.number}`, result.build.url)} holds ${result.build.commit.slice(0, 7)}`;
    case 'proof':
      return result.gapSeconds === undefined
        ? result.sentence
        : `${result.sentence}; it was missing for ${result.gapSeconds} s`;
  }
}

const MARKS: Readonly<Record<StepState['status'], string>> = {
  pending: '○',
  running: '▶',
  waiting: '◷',
  attention: '⚠',
  done: '✓',
  skipped: '–',
};

/** The mark of a status, the same on every screen. */
export function markOf(status: StepState['status']): string {
  return MARKS[status];
}

/** One sentence: where the journey is and what it waits for. */
export function headline(state: JourneyState): string {
  const version = formatPackageVersion(state.packageVersion);
  if (state.outcome === 'star') return `${version} is a certified star`;
  if (state.outcome === 'restored') return `${version} is back on ${state.route.join(', ')}`;
  if (state.outcome === 'withdrawn')
    return `${version} is withdrawn: no branch holds it, no registry serves it`;
  if (state.outcome === 'aborted') {
    const staying = describeStaying(state);
    return `${version}: the journey was aborted${staying === undefined ? '' : `; ${staying}`}`;
  }
  if (state.parked !== undefined)
    return `${version} is parked: ${state.attention?.sentence ?? state.waiting?.sentence ?? 'nobody acted'}`;
  if (state.attention !== undefined) return `${version} needs attention: ${state.attention.sentence}`;
  if (state.waiting !== undefined) return `${version} waits: ${state.waiting.sentence}`;
  const step = currentStep(state);
  return step === undefined ? `${version} takes its bearings` : `${version}: ${describeStep(step)}`;
}

/** Who ended a journey and why, such as `aborted by ada: no need`; undefined when no person told the journey so. */
export function describeAbort({ decisions }: Pick<JourneyState, 'decisions'>): string | undefined {
  const abort = decisions.find(({ kind, applied }) => kind === 'abort' && applied);
  if (abort === undefined) return undefined;
  return `aborted by ${abort.actor}${abort.reason === undefined ? '' : `: ${abort.reason}`}`;
}

/** What an abort does not take back, such as `merged and staying: add to staging (#12)`; undefined where that is nothing. */
export function describeStaying(state: Pick<JourneyState, 'steps'>): string | undefined {
  const staying = whatStays(state).map((change) => `${describeStep(change)} (#${change.number})`);
  return staying.length === 0 ? undefined : `merged and staying: ${staying.join(', ')}`;
}

/**
 * The journey as Markdown, for the current details in the Temporal UI: readable without our code at hand.
 *
 * @param why - what it begins with: where the journey stands, and who can act.
 */
export function describeJourney(state: JourneyState, why: string): string {
  const lines = [why, ''];
  lines.push(`Route ${state.route.join(' → ')}, asked for by ${state.requester}, since ${state.startedAt}.`);
  if (state.content !== undefined) {
    lines.push(
      `Content: ${state.content.files} files, git tree \`${state.content.tree}\`, \`sha256:${state.content.digest}\`.`,
    );
  }
  lines.push('');
  for (const one of state.steps) {
    const result = describeResult(one);
    lines.push(`- ${markOf(one.status)} ${describeStep(one)}${result === '' ? '' : `: ${result}`}`);
  }
  const unapplied = state.decisions.filter(({ applied }) => !applied);
  if (state.notes.length > 0 || unapplied.length > 0) lines.push('');
  for (const note of state.notes) lines.push(`- note: ${note}`);
  for (const { kind, actor, why } of unapplied) lines.push(`- ${kind} by ${actor} did not apply: ${why}`);
  return lines.join('\n');
}

function link(text: string, url: string | undefined): string {
  return url === undefined ? text : `[${text}](${url})`;
}
