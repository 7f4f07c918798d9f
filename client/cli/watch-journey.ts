import type { JourneyState } from '../../domain/journey-state.ts';
import type { PackageVersion } from '../../domain/package-version.ts';
import { followJourney, type FollowedLook } from '../follow-journey.ts';
import type { JourneyLook, Journeys } from '../journeys.ts';
import type { CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { renderJourney } from './views/journey.ts';
import { LiveView } from './views/live.ts';
import { describeProgress } from './views/progress.ts';

const SILENT = 'No worker answers: what is shown may be old. Start one with `limelight worker`.';

/**
 * Shows a journey until it is over: drawn in place on a terminal, else one line for each event, and with
 * `--json` one JSON document on a line for each change.
 *
 * @returns 0 for a star and 1 for an aborted journey.
 * @throws as {@link followJourney} does.
 */
export async function watchJourney(
  context: CommandContext,
  journeys: Journeys,
  packageVersion: PackageVersion,
  signal?: AbortSignal,
): Promise<ExitCode> {
  const show = createShow(context);
  let outcome: JourneyState['outcome'];
  for await (const seen of followJourney(journeys, packageVersion, signal)) {
    show(seen);
    if (seen.kind === 'look') outcome = seen.look.state.outcome;
  }
  return outcome === 'aborted' ? ExitCode.failed : ExitCode.done;
}

function createShow(context: CommandContext): (seen: FollowedLook) => void {
  if (context.json) return printDocuments(context);
  return context.terminal.isInteractive ? drawInPlace(context) : printEvents(context);
}

function drawInPlace({ terminal }: CommandContext): (seen: FollowedLook) => void {
  const { paint } = terminal;
  const view = new LiveView(terminal);
  let lines: string[] = [];
  return (seen) => {
    if (seen.kind === 'silent') view.draw([...lines, paint.alarm(SILENT)]);
    else {
      const { state, detail, url, why } = seen.look;
      lines = renderJourney(state, { paint, now: Date.now(), detail, url, canAct: why.canAct });
      view.draw(lines);
    }
  };
}

function printEvents({ terminal }: CommandContext): (seen: FollowedLook) => void {
  let before: JourneyLook | undefined;
  let wasSilent = false;
  return (seen) => {
    const lines = seen.kind === 'look' ? describeProgress(before, seen.look) : wasSilent ? [] : [SILENT];
    for (const line of lines) terminal.print(`${new Date().toISOString().slice(11, 19)}  ${line}`);
    wasSilent = seen.kind === 'silent';
    if (seen.kind === 'look') before = seen.look;
  };
}

/** The history grows without a change that anybody could see: a document only for what is new to a reader. */
function printDocuments({ terminal }: CommandContext): (seen: FollowedLook) => void {
  let before = '';
  return (seen) => {
    const news = seen.kind === 'look' ? [seen.look.state, seen.look.detail, seen.look.status] : 'silent';
    const now = JSON.stringify(news);
    if (now !== before) terminal.print(JSON.stringify(seen.kind === 'look' ? seen.look : { silent: true }));
    before = now;
  };
}
