import { goOnFrom } from '../domain/go-on-from.ts';
import { addNote, pinContent, type JourneyState } from '../domain/journey-state.ts';
import type { Content } from '../domain/content.ts';
import type { Bearings } from '../activities/survey.ts';
import { withdrawFrom } from '../domain/withdrawal.ts';
import { refuse } from './failures.ts';
import type { Journey } from './journey.ts';

/** Finds out what the content is and how far it has come; the steps before that are skipped, but for clean-ups. */
export async function takeBearings(journey: Journey): Promise<void> {
  const { content, foundOn, leftOn, proposedTo, notes, line, holders } = await surveyStorage(journey);
  const { purpose, pipeline } = journey.input;
  journey.hearLine(line);
  journey.change((state) => {
    const pinned = adoptAt(notes.reduce(addNote, pinContent(state, content)), proposedTo);
    if (purpose === 'withdraw') return withdrawFrom(pinned, pipeline, holders ?? []);
    return foundOn === undefined ? pinned : goOnFrom(pinned, foundOn, `found on ${foundOn}`, leftOn);
  });
}

/** A pull request that goes to a later stage of the route is taken over there; the way up to it is gone as ever. */
function adoptAt(state: JourneyState, stage: string | undefined): JourneyState {
  return stage !== undefined && state.route.includes(stage) ? { ...state, adoptedAt: stage } : state;
}

/** One look at all branches and at the source; a message does not end it. */
export async function surveyStorage(journey: Journey): Promise<Bearings> {
  const { packageVersion, source, route, pipeline } = journey.input;
  const stages = pipeline.stages.map(({ name, branch }) => ({ name, branch }));
  for (;;) {
    const looked = await journey.look('Find out where the version stands', (activities) =>
      activities.survey({ packageVersion, source, route, stages }),
    );
    if (looked.kind === 'seen') return looked.seen;
  }
}

/** The content that the journey carries. It is pinned before the first step. */
export function pinnedContent(journey: Journey): Content {
  const { content } = journey.state;
  if (content === undefined) throw refuse('InvalidInput', 'the journey has not taken its bearings');
  return content;
}
