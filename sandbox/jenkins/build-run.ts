import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultList } from '../faults/fault-list.ts';
import type { ImageStore } from '../images/image-store.ts';
import type { PackageCatalog } from '../registry/package-catalog.ts';
import { checkPackage } from '../registry/package-check.ts';
import { indexImage } from '../registry/package-index.ts';
import type { Build, BuildResult, Job } from './build-model.ts';
import type { JenkinsFault } from './jenkins-faults.ts';

export interface BuildRunOptions {
  readonly catalog: PackageCatalog;
  readonly images: ImageStore;
  readonly faults: FaultList<JenkinsFault>;
  readonly buildMs: number;
  /** Ends when a newer build of the job has ended. */
  readonly newerEnded: (build: Build) => Promise<void>;
  readonly changed: () => void;
}

/** How many commits a build looks back for its changes. */
const LONGEST_CHANGE_LIST = 20;

/**
 * The life of a build. It reads the branch's tip now, at its start, and not when it was asked for; some time
 * later it copies the packages of the more mature branches' images of *that* moment, tries to start a registry
 * on the whole, and at the end publishes the image.
 *
 * @param signal - aborts it: its result is `ABORTED`, and nothing is published.
 * @returns its result. It never throws: what goes wrong is a `FAILURE` with the reason in its log.
 */
export async function runBuild(
  job: Job,
  build: Build,
  options: BuildRunOptions,
  signal: AbortSignal,
): Promise<BuildResult> {
  try {
    return await goThroughStages(job, build, options, signal);
  } catch (error) {
    if (signal.aborted) {
      say(build, 'Aborted');
      return 'ABORTED';
    }
    say(build, `ERROR: ${error instanceof Error ? error.message : String(error)}`);
    return 'FAILURE';
  }
}

async function goThroughStages(
  job: Job,
  build: Build,
  options: BuildRunOptions,
  signal: AbortSignal,
): Promise<BuildResult> {
  const { catalog, images, faults, buildMs, newerEnded, changed } = options;
  const subject = `BUILD ${job.path} #${build.number}`;
  const part = Math.ceil(buildMs / 4);
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal });

  enter(build, 'Checkout');
  const isStale = faults.take('staleTip', subject) !== undefined;
  const tip = await catalog.git.read(`refs/heads/${job.branch}${isStale ? '^' : ''}`);
  if (tip === undefined)
    throw new Error(`Couldn't find any revision to build: there is no branch ${job.branch}`);
  await pause(part);
  build.commit = tip.id;
  build.changes = await listChanges(
    catalog,
    tip.id,
    job.builds.find(({ number }) => number < build.number)?.commit,
  );
  build.checkedOut = faults.take('missingBuildData', subject) === undefined;
  // From the Jenkinsfile that was just read Jenkins learns the job's parameters.
  job.parameterized = true;
  say(build, `Checking out Revision ${tip.id} (${job.branch})`);
  changed();

  enter(build, 'Build');
  await pause(part + (faults.take('slowBuild', subject)?.ms ?? 0));
  const own = { branch: job.branch, commit: tip.id, build: build.number };
  build.layers = [...images.currentLayers(job.layers), own];
  const builtAt = new Date().toISOString();
  say(
    build,
    `docker build: FROM ${build.layers.map(({ branch, commit }) => `${branch}@${commit}`).join(' + ')}`,
  );
  const bad = await dryRun(job, tip.id, options, subject);
  await pause(part);
  if (bad !== undefined) {
    say(build, `package-registry -dry-run: ${bad}`);
    return 'FAILURE';
  }

  enter(build, 'Publish Docker image');
  await pause(part);
  if (faults.take('outOfOrderFinish', subject) !== undefined)
    await Promise.race([newerEnded(build), aborted(signal)]);
  if (faults.take('zombieBuilding', subject) !== undefined) await aborted(signal);
  const result = (faults.take('result', subject)?.value ?? 'SUCCESS') as BuildResult;
  const isPushed = result === 'SUCCESS' || result === 'UNSTABLE';
  if (isPushed && faults.take('publishSilentlyFails', subject) === undefined) {
    images.publish({
      stage: job.stage,
      branch: job.branch,
      commit: tip.id,
      build: build.number,
      builtAt,
      layers: build.layers,
    });
    say(build, `docker push: distribution:${tip.id}, distribution:${job.branch}`);
  }
  const early = faults.take('resultBeforeDone', subject);
  if (early !== undefined) {
    build.result = result;
    changed();
    await pause(early.ms ?? 1000);
  }
  return result;
}

/**
 * Looks only at what the branch's last image does not hold: the rest has passed before, and the packages of the
 * other branches passed in their own builds.
 */
async function dryRun(
  job: Job,
  commit: string,
  { catalog, images, faults }: BuildRunOptions,
  subject: string,
): Promise<string | undefined> {
  const seen = new Set<string>();
  const last = images.tagged(job.branch)?.layers.at(-1);
  const oneLayer = (commit: string): Parameters<typeof indexImage>[1] => ({
    stage: job.stage,
    branch: job.branch,
    commit,
    build: 0,
    builtAt: '',
    layers: [{ branch: job.branch, commit, build: 0 }],
  });
  if (last !== undefined) {
    for (const versions of (await indexImage(catalog.git, oneLayer(last.commit))).values()) {
      for (const { tree } of versions.values()) seen.add(tree);
    }
  }
  for (const [name, versions] of await indexImage(catalog.git, oneLayer(commit))) {
    if (faults.take('failIfPackageBad', subject, name) !== undefined)
      return `loading package failed (path: packages/${name}): on purpose`;
    for (const entry of versions.values()) {
      const why = seen.has(entry.tree) ? undefined : await checkPackage(catalog, entry);
      if (why !== undefined)
        return `loading package failed (path: packages/${name}/${entry.version}): ${why}`;
    }
  }
  return undefined;
}

async function listChanges(
  { git }: PackageCatalog,
  tip: string,
  previous: string | null | undefined,
): Promise<string[]> {
  const changes: string[] = [];
  for (let commit: string | undefined = tip; commit !== undefined && commit !== previous;) {
    changes.push(commit);
    if (previous === undefined || previous === null || changes.length >= LONGEST_CHANGE_LIST) break;
    commit = /^parent ([0-9a-f]+)$/m.exec((await git.read(commit))?.body.toString('utf8') ?? '')?.[1];
  }
  return changes;
}

function enter(build: Build, stage: string): void {
  finishStage(build, 'SUCCESS');
  build.stages.push({ name: stage, status: 'IN_PROGRESS' });
  say(build, `[Pipeline] stage (${stage})`);
}

/** Closes the stage that a build is in. */
export function finishStage(build: Build, status: string): void {
  const last = build.stages.at(-1);
  if (last?.status === 'IN_PROGRESS') last.status = status;
}

function say(build: Build, line: string): void {
  build.log += `${line}\n`;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new Error('aborted'));
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}
