import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { describeProposal, type Proposal } from '../proposals.ts';
import { ClientError } from './client-error.ts';

/** Somebody has a pull request open that takes the version further: a journey would open a second. Nothing was started. */
export class ProposalWaits extends ClientError {
  override name = 'ProposalWaits' as const;

  constructor(packageVersion: PackageVersion, proposals: readonly Proposal[]) {
    const text = formatPackageVersion(packageVersion);
    const commands = proposals.flatMap(({ command }) => command ?? []);
    super(
      `${text} is on its way by hand: ${proposals.map(describeProposal).join(', and ')}.`,
      `Take it over: ${commands.map((command) => `\`${command}\``).join(', or ')}. Or close it first.`,
    );
  }
}
