import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import type { Route } from '../../domain/pipeline.ts';
import { ClientError } from './client-error.ts';

/** The version travels already, on another route than the one that was asked for. */
export class RouteDiffers extends ClientError {
  override name = 'RouteDiffers' as const;
  readonly running: Route;
  readonly requested: Route;

  constructor(packageVersion: PackageVersion, running: Route, requested: Route) {
    const text = formatPackageVersion(packageVersion);
    super(
      `${text} travels already on the route ${running.join(',')}, and not on ${requested.join(',')}.`,
      `Let it end, or end it with \`limelight abort ${text}\`, and start again.`,
    );
    this.running = running;
    this.requested = requested;
  }
}
