import { readFile } from 'node:fs/promises';
import {
  checkPipeline,
  checkRoute,
  InvalidPipeline,
  type Pipeline,
  type Route,
  type Stage,
} from '../domain/pipeline.ts';
import {
  DEFAULT_ROLLOUT_WINDOW_MS,
  DEFAULT_SILENCE_MS,
  DEFAULT_TIMING,
  DEFAULT_WATCH_MS,
  type Timing,
} from '../domain/timing.ts';
import { approvalOf } from './approval-config.ts';
import { InvalidConfig } from './config-problems.ts';
import { parseConfigFile } from './parse-config.ts';
import type { ConfigFile } from './config-schema.ts';
import { findUnknownChannels, remindersOf } from './reminders-config.ts';
import { deployAddressOf, deployOf, type DeployAddress } from './deploy-config.ts';

/** Where the services of a stage are. A running journey follows a change of these at its next activity. */
export interface StageAddresses {
  readonly registry: string;
  /** Path of the Jenkins job below the Jenkins root, without slashes at its ends. */
  readonly job: string;
  /** Who rolls out, where it is we who tell them. */
  readonly deploy?: DeployAddress;
}

/** The configuration, taken apart: what stages mean goes into journeys, where things are stays with the worker. */
export interface Config {
  /** The file that it came from. */
  readonly file: string;
  readonly github: ConfigFile['github'];
  readonly jenkins: ConfigFile['jenkins'];
  readonly temporal: ConfigFile['temporal'];
  readonly worker: ConfigFile['worker'];
  /** How people are reached. A running journey follows a change of these at its next notice. */
  readonly notices: ConfigFile['notices'];
  /** Absent where the file says nothing of it. */
  readonly gateway?: NonNullable<ConfigFile['gateway']>;
  readonly pipeline: Pipeline;
  /** The route of a journey that is not told another. */
  readonly route: Route;
  readonly timing: Timing;
  /** Between two looks of the repository's watcher, in milliseconds. */
  readonly watchMs: number;
  /** How long a build may run, milliseconds, until it is taken for dead. */
  readonly longestBuildMs: number;
  /** By stage name. */
  readonly addresses: ReadonlyMap<string, StageAddresses>;
}

/**
 * Reads `limelight.yaml`.
 *
 * @throws {@link InvalidConfig} with every problem at once, each with its line, its path and its fix.
 * @throws the system's error when the file cannot be read.
 */
export async function loadConfig(file: string): Promise<Config> {
  return readConfig(file, await readFile(file, 'utf8'));
}

/** As {@link loadConfig}, from a text. */
export function readConfig(file: string, text: string): Config {
  const given = parseConfigFile(file, text);
  const { github, jenkins, temporal, worker, gateway, people, waits, notices } = given;
  const { stages } = given.pipeline;
  const pipeline: Pipeline = {
    stages: stages.map((stage) => meaningOf(stage, people, given.pipeline.supersede)),
  };
  const route = given.pipeline.route ?? stages.map(({ name }) => name);
  try {
    checkPipeline(pipeline);
    checkRoute(pipeline, route);
  } catch (error) {
    if (error instanceof InvalidPipeline) throw new InvalidConfig(file, [`pipeline: ${error.message}`]);
    throw error;
  }
  const unknown = findUnknownChannels(pipeline.stages, notices.channels);
  if (unknown.length > 0) throw new InvalidConfig(file, unknown);
  const addresses = new Map(
    stages.map(({ name, registry, job, deploy }) => [name, { registry, job, ...deployAddressOf(deploy) }]),
  );
  const watchMs = waits.watch ?? DEFAULT_WATCH_MS;
  const timing = timingOf(waits);
  return {
    file,
    github,
    jenkins,
    temporal,
    worker,
    ...(gateway !== undefined && { gateway }),
    notices,
    pipeline,
    route,
    timing,
    watchMs,
    longestBuildMs: waits.longestBuild ?? DEFAULT_LONGEST_BUILD_MS,
    addresses,
  };
}

/** The pipelines of a storage give a build up after an hour, that of production after three. */
const DEFAULT_LONGEST_BUILD_MS = 4 * 60 * 60 * 1_000;

function meaningOf(
  stage: ConfigFile['pipeline']['stages'][number],
  people: ConfigFile['people'],
  superseding: ConfigFile['pipeline']['supersede'],
): Stage {
  const {
    name,
    branch = name,
    serves,
    checks,
    content,
    proofs,
    proofSpacing,
    rolloutWindow,
    deploy,
    promotion,
    soak,
    skippable,
    supersede = superseding,
    reminders,
  } = stage;
  const { mode, remindMs } = deployOf(deploy);
  // Where somebody tells when an image is out, no time that passes stands for that word; unless it is configured.
  const awaitsWord = rolloutWindow === undefined && (mode === 'manual' || mode === 'kubernetes');
  return {
    name,
    branch,
    serves,
    approval: approvalOf(stage, people),
    checks,
    proof: {
      content,
      looks: proofs,
      windowMs: rolloutWindow ?? DEFAULT_ROLLOUT_WINDOW_MS,
      ...(proofSpacing === undefined ? {} : { spacingMs: proofSpacing }),
      ...(awaitsWord && { awaitsWord }),
    },
    deploy: { mode, remindMs },
    ...((promotion === 'manual' || soak !== undefined) && {
      promotion: { mode: promotion, ...(soak !== undefined && { soakMs: soak }) },
    }),
    ...(skippable.length > 0 && { skippable }),
    ...(supersede === 'stop-older' && { supersede }),
    ...remindersOf(reminders),
  };
}

function timingOf(waits: ConfigFile['waits']): Timing {
  return {
    changeMs: waits.pullRequest ?? DEFAULT_TIMING.changeMs,
    checksMs: waits.checks ?? DEFAULT_TIMING.checksMs,
    buildMs: waits.build ?? DEFAULT_TIMING.buildMs,
    quietMs: waits.quiet ?? DEFAULT_TIMING.quietMs,
    quietMostMs: waits.quietMost ?? DEFAULT_TIMING.quietMostMs,
    registryMs: waits.registry ?? DEFAULT_TIMING.registryMs,
    attemptMs: waits.attempt ?? DEFAULT_TIMING.attemptMs,
    heartbeatMs: waits.heartbeat ?? DEFAULT_TIMING.heartbeatMs,
    retryMs: waits.retry ?? DEFAULT_TIMING.retryMs,
    silenceMs: waits.silence ?? DEFAULT_SILENCE_MS,
    commentMs: waits.comment ?? DEFAULT_TIMING.commentMs,
  };
}
