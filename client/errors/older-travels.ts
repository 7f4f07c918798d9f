import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { renderStop, type Stop } from '../../domain/supersede.ts';
import { ClientError } from './client-error.ts';

/** The start of a version would stop journeys of older ones, and nobody has agreed to that. Nothing was changed. */
export class OlderTravels extends ClientError {
  override name = 'OlderTravels' as const;
  readonly stops: readonly Stop[];

  constructor(packageVersion: PackageVersion, stops: readonly Stop[]) {
    const text = formatPackageVersion(packageVersion);
    super(
      [`To start ${text} stops the journeys of older versions:`, ...stops.flatMap(renderStop)].join('\n'),
      `Nothing was stopped or started. If that is what you want: \`limelight start ${text} --supersede\`.`,
    );
    this.stops = stops;
  }
}
