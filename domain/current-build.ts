import type { JobBuilds } from './builds.ts';

/** A build of a branch that is on its way. `since` is ISO 8601, by Jenkins's clock. */
export type CurrentBuild =
  | { readonly kind: 'running'; readonly number: number; readonly since: string; readonly url: string }
  /** `id` is that of the item in the queue, `url` the address of the job. */
  | { readonly kind: 'queued'; readonly id: number; readonly since: string; readonly url: string };

/** The builds of a job that run, the newest first, and the one that is queued. */
export function currentBuilds({ builds, queued }: JobBuilds, jobUrl: string): CurrentBuild[] {
  const running = builds
    .filter(({ building }) => building)
    .map(({ number, startedAt, url }): CurrentBuild => {
      return { kind: 'running', number, since: new Date(startedAt).toISOString(), url };
    });
  if (queued === null) return running;
  const since = new Date(queued.since).toISOString();
  return [...running, { kind: 'queued', id: queued.id, since, url: jobUrl }];
}

/** Whether the same builds are on their way. */
export function areSameBuilds(some: readonly CurrentBuild[], others: readonly CurrentBuild[]): boolean {
  return some.map(nameOf).join() === others.map(nameOf).join();
}

function nameOf(current: CurrentBuild): string {
  return current.kind === 'running' ? `build ${current.number}` : `item ${current.id}`;
}
