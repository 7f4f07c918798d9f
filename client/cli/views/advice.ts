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
  if (state.outcome !== undefined && state.outcome !== 'aborted') return [];
  if (state.outcome === 'aborted') return [{ what: 'start again', how: `limelight start ${name}` }];
  const { change } = state;
  const page = change === undefined ? [] : [{ what: 'look at the change', how: change.url }];
  if (state.attention !== undefined) {
    return [
      ...page,
      ...remediesFor(state.attention, name),
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

/** What mends this attention in particular. */
function remediesFor({ reason, found }: NonNullable<JourneyState['attention']>, name: string): Advice[] {
  switch (reason) {
    case 'vanished':
      return [
        { what: 'build again', how: `limelight repair ${name} --reason WHY` },
        { what: 'put it back', how: `limelight repair ${name} --put-back --reason WHY` },
      ];
    case 'removed-early':
      return [
        { what: 'put it back', how: `limelight repair ${name} --reason WHY` },
        { what: 'let it be', how: `limelight accept-removal ${name} --reason WHY` },
      ];
    case 'content-differs':
      return found === undefined
        ? []
        : [
            {
              what: `carry on what ${found.branch} holds`,
              how: `limelight accept-content ${name} --reason WHY`,
            },
          ];
    default:
      return [];
  }
}
