import { setTimeout as delay } from 'node:timers/promises';
import { connectTo } from '../../client/connect.ts';
import type { ExplainedJourney } from '../../client/journeys.ts';
import { journeyWorkflowId, standingMarker } from '../../domain/names.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { Day } from './day.ts';
import type { Expectation } from './transcript.ts';

/** What an SDK answers of any workflow. https://docs.temporal.io/sending-messages */
const METADATA = '__temporal_workflow_metadata';
/** A comment is edited a second after the last edit at the earliest. */
const COMMENT_PATIENCE_MS = 15_000;

/** The page of a version in the Temporal UI: its current details. */
export function uiOf(version: string): string {
  return `the Temporal UI of ${version}`;
}

/** The one comment on the open pull request of a version. */
export function commentOf(version: string): string {
  return `the comment on the pull request of ${version}`;
}

/**
 * Shows what each screen says of a version: `why`, `history`, the Temporal UI, and the comment on its pull request
 * where one is open.
 *
 * @returns that the Temporal UI and the comment have each line of `why`.
 */
export async function showEverywhere(day: Day, version: string): Promise<readonly Expectation[]> {
  const why = await day.why(version);
  await day.read('why', version);
  await day.read('history', version);
  day.transcript.show(uiOf(version), await readDetails(day, version));
  const pages = [uiOf(version)];
  if (why.change !== undefined) {
    day.transcript.show(commentOf(version), await readComment(day, version, why.change.number, why));
    pages.push(commentOf(version));
  }
  const lines = why.text.split('\n').filter((line) => line !== '');
  return pages.flatMap((page) => lines.map((line) => ({ in: page, line })));
}

async function readDetails(day: Day, version: string): Promise<string> {
  const { client, close } = await connectTo(day.world.temporal.settings);
  try {
    const handle = client.workflow.getHandle(journeyWorkflowId(parsePackageVersion(version)));
    return (await handle.query<{ currentDetails: string }>(METADATA)).currentDetails;
  } finally {
    await close();
  }
}

/** What the comment says once it says what `why` does; after some seconds, what it says instead. */
async function readComment(
  day: Day,
  version: string,
  number: number,
  { text }: ExplainedJourney,
): Promise<string> {
  const marker = standingMarker(journeyWorkflowId(parsePackageVersion(version)));
  const read = (): string => {
    const bodies = day.world.sandbox.github.comments(number).map(({ body }) => body);
    return (
      bodies
        .find((body) => body.includes(marker))
        ?.replace(marker, '')
        .trimEnd() ?? '(none)'
    );
  };
  const deadline = Date.now() + COMMENT_PATIENCE_MS;
  while (read() !== text && Date.now() < deadline) await delay(200);
  return read();
}
