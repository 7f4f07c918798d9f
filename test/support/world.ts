import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { createActivities, type Activities } from '../../activities/index.ts';
import type { Services } from '../../activities/services.ts';
import { Journeys } from '../../client/journeys.ts';
import { journeyWorkflowId } from '../../domain/names.ts';
import { packagePath, parsePackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import type { Stage } from '../../domain/pipeline.ts';
import type { Reminders } from '../../domain/reminders.ts';
import type { Timing } from '../../domain/timing.ts';
import type { RegistryStandIn } from '../../sandbox/registry/registry-stand-in.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import type { Config } from '../../worker/config.ts';
import { readSecrets } from '../../worker/secrets.ts';
import { createServices } from '../../worker/wiring.ts';
import { checkedGitHub } from '../contract/github-contract.ts';
import { connectToOwnNamespace, withWorker, type TestConnection } from '../setup/temporal-env.ts';
import { TEST_TIMING, type JourneyHandle } from './journeys.ts';

/** Waits of a test over the stand-ins, which change by themselves. */
const TIMING: Timing = { ...TEST_TIMING, changeMs: 400, retryMs: 1_000 };

/** Where a world's workflows run; `native` is for its workers, where that is not the run's own server. */
type WorldConnection = TestConnection & { readonly native?: NativeConnection };

/**
 * The sandbox and a client of the run's Temporal server, for one test file. Every exchange with its GitHub is held
 * against GitHub's official documents; to close it throws when one was not as they say.
 */
export class World {
  readonly sandbox: Sandbox;
  readonly client: Client;
  readonly taskQueue = randomUUID();
  config: Config;
  readonly #native: NativeConnection | undefined;
  readonly #close: () => Promise<void>;

  private constructor(sandbox: Sandbox, connection: WorldConnection, close: () => Promise<void>) {
    this.sandbox = sandbox;
    this.client = connection.client;
    this.#native = connection.native;
    this.#close = close;
    this.config = { ...sandbox.config, timing: TIMING };
    this.setProof({ spacingMs: 200, windowMs: 400 });
  }

  /** A sandbox that is quick: CI, builds and roll-outs take parts of a second, the teammate approves at once. */
  static async start(
    options: SandboxOptions = {},
    connect: () => Promise<WorldConnection> = connectToOwnNamespace,
  ): Promise<World> {
    const [sandbox, connection] = await Promise.all([
      startSandbox({
        ci: { delayMs: 100, verdict: () => 'success', contexts: ['lint'] },
        teammate: { delayMs: 50 },
        quietPeriodMs: 100,
        buildMs: 300,
        rollout: { mode: 'automatic', delayMs: 100 },
        ...options,
      }),
      connect(),
    ]);
    const contract = checkedGitHub(sandbox.github);
    return new World(sandbox, connection, async () => {
      await connection.close();
      await sandbox.close();
      await rm(sandbox.dataDir, { recursive: true, force: true });
      contract.assertNone();
    });
  }

  /** Changes how journeys that start from now on prove what a registry serves. */
  setProof(change: Partial<Stage['proof']>): void {
    this.#setStages((stage) => ({ ...stage, proof: { ...stage.proof, ...change } }));
  }

  /** Changes whom journeys that start from now on remind, and when. */
  setReminders(reminders: Reminders): void {
    this.#setStages((stage) => ({ ...stage, reminders }));
  }

  #setStages(change: (stage: Stage) => Stage): void {
    const stages = this.config.pipeline.stages.map(change);
    this.config = { ...this.config, pipeline: { stages } };
  }

  /** Of this world alone: its publishers are no other world's. */
  get namespace(): string {
    return this.client.options.namespace;
  }

  get services(): Services {
    const secrets = readSecrets(this.config, this.sandbox.env);
    return createServices({ config: this.config, secrets, namespace: this.namespace });
  }

  get journeys(): Journeys {
    const { pipeline, timing } = this.config;
    return new Journeys({
      client: this.client,
      taskQueue: this.taskQueue,
      storage: this.services.storage,
      pipeline,
      timing,
    });
  }

  /** Runs a worker over the stand-ins as long as `work` takes. @param change - wraps what a test wants to see or break. */
  async withWorker<T>(
    work: () => Promise<T>,
    change: (activities: Activities) => Partial<Activities> = () => ({}),
  ): Promise<T> {
    const activities = createActivities(this.services);
    return withWorker({ ...activities, ...change(activities) }, work, {
      taskQueue: this.taskQueue,
      namespace: this.namespace,
      ...(this.#native !== undefined && { connection: this.#native }),
    });
  }

  /** The registry of a stage. @throws a TypeError when the sandbox has no such stage. */
  registry(stage: string): RegistryStandIn {
    const registry = this.sandbox.registries[stage];
    if (registry === undefined) throw new TypeError(`The sandbox has no stage "${stage}".`);
    return registry;
  }

  handle(text: string): JourneyHandle {
    return this.client.workflow.getHandle(journeyWorkflowId(parsePackageVersion(text)));
  }

  /** What git says, in the stand-in's repository. */
  git(...args: string[]): string {
    return execFileSync('git', ['--git-dir', this.sandbox.gitDir, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  }

  /** The version's tree on a branch; undefined where it is not. */
  treeOf(branch: string, packageVersion: PackageVersion): string | undefined {
    try {
      return this.git('rev-parse', '--verify', `${branch}:${packagePath(packageVersion)}`);
    } catch {
      return undefined;
    }
  }

  /** All files of a branch, `mode type id TAB path`, but those of some versions. */
  filesBesides(branch: string, ...versions: readonly PackageVersion[]): string[] {
    const folders = versions.map((version) => `\t${packagePath(version)}/`);
    return this.git('ls-tree', '-r', branch)
      .split('\n')
      .filter((line) => !folders.some((folder) => line.includes(folder)));
  }

  /** Ends everything. @throws Error that lists what was not as GitHub's documents say. */
  async close(): Promise<void> {
    await this.#close();
  }
}
