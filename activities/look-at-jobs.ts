import type { JobLook } from '../services/jenkins/jenkins.ts';
import type { Services } from './services.ts';
import { tryToRead } from './try-to-read.ts';

/** Longer than Jenkins ever takes when it is well, and short enough to wait for beside an alarm. */
const MOST_MS = 5_000;

/** The builds of a stage's job. */
export type StageJob = JobLook & { readonly stage: string };

/** The jobs of some stages, as far as Jenkins tells. */
export interface JobsSighting {
  /** In the order of the stages. */
  readonly jobs: readonly StageJob[];
  /** What could not be read, in sentences. */
  readonly unread: readonly string[];
}

/** The job of a stage. @throws what no answer of Jenkins means. */
export async function lookAtStageJob(services: Services, stage: string): Promise<StageJob> {
  const { jenkins, storage } = services;
  return { stage, ...(await jenkins.lookAtJob(services.jobOf(stage), storage.repository)) };
}

/** Looks at the jobs of some stages at once. A job that cannot be read is told; it never fails for it. */
export async function lookAtJobs(services: Services, stages: readonly string[]): Promise<JobsSighting> {
  const readings = await Promise.all(
    stages.map(async (stage) => ({
      stage,
      reading: await tryToRead(() => lookAtStageJob(services, stage), MOST_MS),
    })),
  );
  return {
    jobs: readings.flatMap(({ reading }) => (reading.kind === 'read' ? [reading.value] : [])),
    unread: readings.flatMap(({ stage, reading }) =>
      reading.kind === 'unread' ? [`the builds of ${stage} could not be read: ${reading.why}`] : [],
    ),
  };
}
