import { randomUUID } from 'node:crypto';
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type {
  ApproveDecision,
  PlainDecision,
  SentDecision,
  UndoCleanupDecision,
} from '../domain/decisions.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { JourneyPurpose } from '../domain/journey-input.ts';
import type { JourneyResult, JourneyState, RecordedDecision } from '../domain/journey-state.ts';
import { journeyWorkflowId } from '../domain/names.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import { checkRoute, type Pipeline, type Route } from '../domain/pipeline.ts';
import type { Stop } from '../domain/supersede.ts';
import type { Timing } from '../domain/timing.ts';
import { describeWhy } from '../domain/why.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import { nudgeSignal, stateQuery, whyQuery } from '../workflows/messages.ts';
import { beginJourney, type Lifecycle } from './begin-journey.ts';
import { isCancelled, isEnding, untilOver } from './ending-journey.ts';
import { JourneyNotFound } from './errors/journey-not-found.ts';
import { shows, toListQuery, toSummary, type JourneyFilter, type JourneySummary } from './journey-list.ts';
import { readDetail } from './pending-detail.ts';
import { placeRequestedContent } from './requested-content.ts';
import type { RequestedSource } from './requested-source.ts';
import { refuseOtherJourney } from './running-journey.ts';
import { refuseBesideProposals } from './beside-proposals.ts';
import { findCompany, stopSuperseded, tellCompany } from './superseded.ts';
import { checkCleanedUp } from './cleaned-up.ts';
import { askTemporal, explainFailure, type JourneyCall, type JourneyDecision } from './temporal-answers.ts';

/** What the client needs to reach journeys and the storage that they change. */
export interface JourneysOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly storage: GitHubStorage;
  readonly pipeline: Pipeline;
  readonly timing: Timing;
  /** The root of the Temporal UI, where it is known. */
  readonly uiUrl?: string | undefined;
}

/** What a person asks for. */
export interface StartRequest {
  readonly packageVersion: PackageVersion;
  readonly source: RequestedSource;
  readonly route: Route;
  readonly requester: string;
  readonly purpose?: JourneyPurpose;
  readonly reason?: string;
  /** Asked before journeys of older versions are stopped, with what that means; absent: nobody agrees. */
  readonly agree?: (stops: readonly Stop[]) => Promise<boolean>;
  /** Called when the start has to wait for the end of a journey that was aborted. */
  readonly onEnding?: () => void;
}

/** `running`: a journey of this version with this content and route was on its way already. */
export interface StartedJourney {
  readonly kind: 'started' | 'running';
  readonly packageVersion: PackageVersion;
  readonly workflowId: string;
  readonly runId: string;
  readonly url?: string;
  /** The journeys of older versions that were stopped for it. */
  readonly superseded?: readonly Stop[];
  /** The other versions of the package that are on their way beside it. */
  readonly beside?: readonly string[];
}

/** Where a journey stands and who can act; `text` is the very same as in the Temporal UI and on the pull request. */
export type ExplainedJourney = Explanation & { readonly text: string };

/** A journey as one look shows it. */
export interface JourneyLook {
  readonly state: JourneyState;
  /** Temporal's word: `RUNNING`, `COMPLETED`, `TERMINATED`, ... */
  readonly status: string;
  readonly runId: string;
  readonly historyLength: number;
  readonly why: ExplainedJourney;
  /** The finer detail of a wait, such as `3 of 4 checks green`. */
  readonly detail?: string;
  readonly url?: string;
}

/** How long a start waits for the end of an aborted journey: a running write may take that long. */
const ENDING_PATIENCE = 60_000;
/** How often a start that others overtake looks again: each of them must have begun and ended meanwhile. */
const MOST_ATTEMPTS = 5;

/** Every way in to the journeys of one storage. Reading and deciding need a worker that runs; listing does not. */
export class Journeys {
  readonly #options: JourneysOptions;

  constructor(options: JourneysOptions) {
    this.#options = options;
  }

  /**
   * Starts the journey of a package version. May run twice, also at once: while one runs, the same content and
   * route give that one back. One that was aborted is not given back: the start waits for its end.
   *
   * @throws {@link RouteDiffers} or {@link ContentDiffers} while another journey of this version runs.
   * @throws {@link ContentUnknown} while that one has not looked at its own content.
   * @throws {@link JourneyEnding} when an aborted one does not end within a minute.
   * @throws {@link OlderTravels} when it would stop journeys of older versions and nobody agrees; {@link NewerTravels}
   *   when a newer version is on its way that would stop it. Of one that goes back or is withdrawn neither is asked.
   * @throws {@link VersionNotFound} when the content is not where it is said to be.
   * @throws {@link ProposalWaits} when no content is named, and somebody's pull request takes the version further.
   * @throws {@link InvalidPipeline} for a route that the pipeline does not have.
   */
  async start(request: StartRequest): Promise<StartedJourney> {
    const { packageVersion } = request;
    checkRoute(this.#options.pipeline, request.route);
    for (let attempt = 1; ; attempt += 1) {
      // Looked at first, so that a start that is refused has uploaded nothing.
      const running = await this.#joinRunning(request);
      if (running !== undefined) return running;

      const company =
        request.purpose === undefined ? await findCompany(this, this.#options.pipeline, request) : undefined;
      const source = await placeRequestedContent(this.#options, packageVersion, request.source);
      if (request.purpose === undefined && source.kind === 'storage')
        await refuseBesideProposals({ ...this.#options, route: request.route }, packageVersion);
      if (company !== undefined)
        await stopSuperseded(this, company, request, (older) => this.#untilOver(older));
      try {
        const { firstExecutionRunId } = await this.#ask({ packageVersion, answeredBy: 'server' }, () =>
          beginJourney(this.#options, request, source),
        );
        const started = this.#started('started', packageVersion, firstExecutionRunId);
        return { ...started, ...tellCompany(company) };
      } catch (error) {
        const isOvertaken = error instanceof WorkflowExecutionAlreadyStartedError;
        if (!isOvertaken || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  /** The journey's state. @throws {@link JourneyNotFound}, {@link WorkerSilent} */
  async state(packageVersion: PackageVersion): Promise<JourneyState> {
    return this.#ask({ packageVersion }, () => this.#handle(packageVersion).query(stateQuery));
  }

  /**
   * The state, with what Temporal knows of the journey.
   *
   * @throws {@link JourneyNotFound}, {@link WorkerSilent}
   */
  async look(packageVersion: PackageVersion): Promise<JourneyLook> {
    const description = await this.#ask({ packageVersion, answeredBy: 'server' }, () =>
      this.#handle(packageVersion).describe(),
    );
    const [state, explanation] = await this.#ask({ packageVersion }, () =>
      Promise.all([
        this.#handle(packageVersion).query(stateQuery),
        this.#handle(packageVersion).query(whyQuery),
      ]),
    );
    const detail = readDetail(description);
    const url = this.url(packageVersion);
    return {
      state,
      status: description.status.name,
      runId: description.runId,
      historyLength: description.historyLength,
      why: { ...explanation, text: describeWhy(explanation) },
      ...(detail !== undefined && { detail }),
      ...(url !== undefined && { url }),
    };
  }

  /** Approves the change that is open now. @throws {@link DecisionRefused} when it does not apply. */
  async approve(packageVersion: PackageVersion, decision: ApproveDecision): Promise<RecordedDecision> {
    return this.decide('approve', packageVersion, decision);
  }

  /** Lets a journey try its step again. @throws {@link DecisionRefused} when it is not in attention. */
  async retry(packageVersion: PackageVersion, decision: PlainDecision): Promise<RecordedDecision> {
    return this.decide('retry', packageVersion, decision);
  }

  /** Ends the journey and cleans up what it opened. @throws {@link DecisionRefused} when it is over already. */
  async abort(packageVersion: PackageVersion, decision: PlainDecision): Promise<RecordedDecision> {
    return this.decide('abort', packageVersion, decision);
  }

  /**
   * Puts a version back on the branch of a stage that was cleaned up, byte-identical and shown to be served: by the
   * journey that runs, else by one of its own.
   *
   * @throws {@link NothingToUndo} when the branch holds it, or no more mature one does.
   *   {@link DecisionRefused} when the journey that runs has not cleaned this stage up.
   */
  async undoCleanup(
    packageVersion: PackageVersion,
    decision: UndoCleanupDecision,
  ): Promise<RecordedDecision | StartedJourney> {
    const found = await this.#findRunning(packageVersion);
    if (found !== undefined) return this.decide('undo-cleanup', packageVersion, decision);
    const { storage, pipeline } = this.#options;
    await checkCleanedUp(storage, packageVersion, pipeline, decision.stage);
    const { stage, actor: requester, reason } = decision;
    return this.start({
      packageVersion,
      source: { kind: 'storage' },
      route: [stage],
      requester,
      purpose: 'undo-cleanup',
      ...(reason !== undefined && { reason }),
    });
  }

  /**
   * Starts the reverse journey: the version is removed from every branch that holds it, the images are built again,
   * and every registry is shown to have let go of it.
   *
   * @throws {@link PurposeDiffers} while a journey carries the version. {@link VersionNotFound} when no branch has it.
   */
  async withdraw(
    packageVersion: PackageVersion,
    { actor: requester, reason }: PlainDecision,
  ): Promise<StartedJourney> {
    const { pipeline } = this.#options;
    return this.start({
      packageVersion,
      source: { kind: 'storage' },
      route: pipeline.stages.map(({ name }) => name),
      requester,
      purpose: 'withdraw',
      ...(reason !== undefined && { reason }),
    });
  }

  /** Lets the journey look again at once. @throws {@link JourneyNotFound} when none runs. */
  async nudge(packageVersion: PackageVersion): Promise<void> {
    await this.#ask({ packageVersion, answeredBy: 'server' }, () =>
      this.#handle(packageVersion).signal(nudgeSignal),
    );
  }

  /**
   * The journeys that match, the newest first; those that need a person, the oldest first. A change is seen here some
   * moments after it happened.
   */
  async list(filter: JourneyFilter = {}): Promise<JourneySummary[]> {
    const query = toListQuery(filter, Date.now());
    return this.#ask({ answeredBy: 'server' }, async () => {
      const summaries: JourneySummary[] = [];
      for await (const execution of this.#options.client.workflow.list({ query })) {
        const summary = toSummary(execution);
        if (summary !== undefined && shows(summary, filter.text ?? '')) summaries.push(summary);
      }
      return filter.attention === true ? summaries.toReversed() : summaries;
    });
  }

  /**
   * Waits for the end, however long it takes: of the run that is named, else of the last one.
   *
   * @throws {@link JourneyBroken} when it ends without an outcome.
   */
  async result(packageVersion: PackageVersion, runId?: string): Promise<JourneyResult> {
    try {
      return await this.#handle(packageVersion, runId).result();
    } catch (error) {
      throw explainFailure(error, { taskQueue: this.#options.taskQueue, packageVersion });
    }
  }

  /** The journey's page in the Temporal UI; undefined where no UI is known. */
  url(packageVersion: PackageVersion): string | undefined {
    const { uiUrl, client } = this.#options;
    if (uiUrl === undefined) return undefined;
    const id = encodeURIComponent(journeyWorkflowId(packageVersion));
    return `${uiUrl}/namespaces/${client.options.namespace}/workflows/${id}`;
  }

  /** The running journey, if there is one and it does what is asked for; one that is ending is waited for. */
  async #joinRunning(request: StartRequest): Promise<StartedJourney | undefined> {
    const { packageVersion } = request;
    const found = await this.#findRunning(packageVersion);
    if (found === undefined) return undefined;
    const state = isCancelled(found) ? undefined : await this.state(packageVersion);
    if (state !== undefined && !isEnding(state)) {
      await refuseOtherJourney(this.#options.storage, request, state);
      return this.#started('running', packageVersion, found.runId);
    }
    request.onEnding?.();
    await this.#untilOver(packageVersion, found.runId);
    return undefined;
  }

  /** @throws {@link JourneyEnding} when the run does not end within a minute. */
  async #untilOver(packageVersion: PackageVersion, runId?: string): Promise<void> {
    const run = this.#handle(packageVersion, runId);
    await untilOver(
      packageVersion,
      () => this.#ask({ packageVersion, answeredBy: 'server' }, () => run.describe()),
      ENDING_PATIENCE,
    );
  }

  /** The journey that runs, as Temporal knows it. */
  async #findRunning(packageVersion: PackageVersion): Promise<WorkflowExecutionDescription | undefined> {
    try {
      const description = await this.#ask({ packageVersion, answeredBy: 'server' }, () =>
        this.#handle(packageVersion).describe(),
      );
      return description.status.name === 'RUNNING' ? description : undefined;
    } catch (error) {
      if (error instanceof JourneyNotFound) return undefined;
      throw error;
    }
  }

  /**
   * Tells the journey a decision of any kind.
   *
   * @throws {@link DecisionRefused} when it does not apply at this moment. Nothing was changed then.
   */
  async decide(
    kind: JourneyDecision,
    packageVersion: PackageVersion,
    decision: SentDecision,
  ): Promise<RecordedDecision> {
    // The update's id follows from the decision's: sent twice, it is decided once and answered twice. Temporal would
    // give the answer to one kind for another, too.
    const id = decision.id ?? randomUUID();
    return this.#ask({ packageVersion, decision: kind }, () =>
      this.#handle(packageVersion).executeUpdate<RecordedDecision, [SentDecision]>(kind, {
        args: [{ ...decision, id }],
        updateId: `${kind}/${id}`,
      }),
    );
  }

  #started(kind: StartedJourney['kind'], packageVersion: PackageVersion, runId: string): StartedJourney {
    const url = this.url(packageVersion);
    const workflowId = journeyWorkflowId(packageVersion);
    return { kind, packageVersion, workflowId, runId, ...(url !== undefined && { url }) };
  }

  #handle(packageVersion: PackageVersion, runId?: string): WorkflowHandle<Lifecycle> {
    return this.#options.client.workflow.getHandle<Lifecycle>(journeyWorkflowId(packageVersion), runId);
  }

  #ask<T>(call: Omit<JourneyCall, 'taskQueue'>, work: () => Promise<T>): Promise<T> {
    const { client, taskQueue } = this.#options;
    return askTemporal(client, { taskQueue, ...call }, work);
  }
}
