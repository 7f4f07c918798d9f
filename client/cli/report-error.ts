import { CommanderError } from 'commander';
import { InvalidPackageVersion } from '../../domain/package-version.ts';
import { InvalidPipeline } from '../../domain/pipeline.ts';
import { GitHubError } from '../../services/github/github-error.ts';
import { InvalidPackageFolder } from '../../services/github/invalid-package-folder.ts';
import { Unreachable } from '../../services/unreachable.ts';
import { RegistryError } from '../../services/registry/registry-error.ts';
import { RegistryAnswerUnexpected } from '../../services/registry/registry-answer-unexpected.ts';
import { InvalidConfig } from '../../worker/config-problems.ts';
import { MissingSecrets } from '../../worker/secrets.ts';
import { AuditNotFound } from '../errors/audit-not-found.ts';
import { ClientError } from '../errors/client-error.ts';
import { ConfigMissing } from '../errors/config-missing.ts';
import { ContentDiffers } from '../errors/content-differs.ts';
import { ContentUnknown } from '../errors/content-unknown.ts';
import { DecisionRefused } from '../errors/decision-refused.ts';
import { FaultRefused } from '../errors/fault-refused.ts';
import { JourneyEnding } from '../errors/journey-ending.ts';
import { JourneyNotFound } from '../errors/journey-not-found.ts';
import { LineRefused } from '../errors/line-refused.ts';
import { NewerTravels } from '../errors/newer-travels.ts';
import { NothingToUndo } from '../errors/nothing-to-undo.ts';
import { OlderTravels } from '../errors/older-travels.ts';
import { ProposalWaits } from '../errors/proposal-waits.ts';
import { PublisherNotFound } from '../errors/publisher-not-found.ts';
import { PublisherRefused } from '../errors/publisher-refused.ts';
import { PurposeDiffers } from '../errors/purpose-differs.ts';
import { RouteDiffers } from '../errors/route-differs.ts';
import { ScheduleRefused } from '../errors/schedule-refused.ts';
import { SandboxSilent } from '../errors/sandbox-silent.ts';
import { TemporalUnreachable } from '../errors/temporal-unreachable.ts';
import { VersionNotFound } from '../errors/version-not-found.ts';
import { WorkerSilent } from '../errors/worker-silent.ts';
import { ExitCode } from './exit-code.ts';
import { Interrupted } from './interruption.ts';

/** An error as a person reads it. */
export interface ErrorReport {
  readonly exitCode: ExitCode;
  readonly name: string;
  /** One line what is the matter. */
  readonly what: string;
  /** One line what to do; absent where `what` says it. */
  readonly hint?: string;
}

type ErrorClass = abstract new (...args: never[]) => Error;

const EXIT_CODES: readonly (readonly [ErrorClass, ExitCode])[] = [
  [DecisionRefused, ExitCode.refused],
  [PublisherRefused, ExitCode.refused],
  [RouteDiffers, ExitCode.refused],
  [ContentDiffers, ExitCode.refused],
  [ContentUnknown, ExitCode.refused],
  [JourneyEnding, ExitCode.refused],
  [NewerTravels, ExitCode.refused],
  [NothingToUndo, ExitCode.refused],
  [OlderTravels, ExitCode.refused],
  [ProposalWaits, ExitCode.refused],
  [PurposeDiffers, ExitCode.refused],
  [LineRefused, ExitCode.refused],
  [JourneyNotFound, ExitCode.notFound],
  [PublisherNotFound, ExitCode.notFound],
  [VersionNotFound, ExitCode.notFound],
  [AuditNotFound, ExitCode.notFound],
  [TemporalUnreachable, ExitCode.unreachable],
  [WorkerSilent, ExitCode.unreachable],
  [SandboxSilent, ExitCode.unreachable],
  [GitHubError, ExitCode.unreachable],
  [RegistryError, ExitCode.unreachable],
  [RegistryAnswerUnexpected, ExitCode.unreachable],
  [Unreachable, ExitCode.unreachable],
  [ConfigMissing, ExitCode.usage],
  [ScheduleRefused, ExitCode.usage],
  [FaultRefused, ExitCode.usage],
  [InvalidPackageVersion, ExitCode.usage],
  [InvalidPackageFolder, ExitCode.usage],
  [InvalidPipeline, ExitCode.usage],
  [InvalidConfig, ExitCode.usage],
  [MissingSecrets, ExitCode.usage],
];

/** Says in words what went wrong, and with which exit code the process ends. Commander prints its own errors. */
export function reportError(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return { exitCode: ExitCode.failed, name: 'Error', what: String(error) };
  if (error instanceof CommanderError) {
    return {
      exitCode: error.exitCode === 0 ? ExitCode.done : ExitCode.usage,
      name: error.name,
      what: error.message,
    };
  }
  if (error instanceof Interrupted) {
    return { exitCode: ExitCode.interrupted, name: 'Interrupted', what: 'Interrupted.' };
  }
  const known = EXIT_CODES.find(([type]) => error instanceof type);
  return {
    exitCode: known?.[1] ?? ExitCode.failed,
    name: error.name,
    what: error.message,
    ...(error instanceof ClientError && { hint: error.hint }),
  };
}
