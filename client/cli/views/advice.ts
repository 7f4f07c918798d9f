import type { JourneyState } from '../../../domain/journey-state.ts';
import { formatPackageVersion } from '../../../domain/package-version.ts';

/** What a person can do at this moment, and how. */
export interface Advice {
  readonly what: string;
  /** A command, or a page to open. */
  readonly how: string;
}

/** Who can act on a journey at this moment, the most useful first; empty while it goes on by itself. */
export function adviseOn(state: JourneyState): Advice[] {
  const name = formatPackageVersion(state.packageVersion);
  if (state.outcome === 'star') return [];
  if (state.outcome === 'aborted') return [{ what: 'start again', how: `limelight start ${name}` }];
  const { change } = state;
  const page = change === undefined ? [] : [{ what: 'look at the change', how: change.url }];
  if (state.attention !== undefined) {
    return [
      ...page,
      { what: 'try again', how: `limelight retry ${name}` },
      { what: 'give up', how: `limelight abort ${name}` },
    ];
  }
  if (state.waiting?.for === 'approval' && change !== undefined) {
    return [
      { what: 'review', how: change.url },
      { what: 'approve', how: `limelight approve ${name} --head ${change.head.slice(0, 12)}` },
    ];
  }
  return page;
}
