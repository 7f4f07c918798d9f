import { headerOf } from '../answer.ts';
import type { Answer } from '../http.ts';
import type { Call } from '../unreachable.ts';
import { isUser } from './causes.ts';
import { JenkinsAnswerUnexpected } from './jenkins-answer-unexpected.ts';
import { JenkinsApi, type JenkinsOptions } from './jenkins-api.ts';
import { JenkinsError } from './jenkins-error.ts';
import { JOB_TREE, jobAnswer, readJob, type JobLook } from './job-look.ts';
import { QUEUE_ITEM_TREE, queueItemAnswer, readQueueItem, type QueueItemLook } from './queue-item-look.ts';

export type { JenkinsOptions } from './jenkins-api.ts';
export type { JobLook } from './job-look.ts';
export type { QueueItemLook } from './queue-item-look.ts';

/**
 * The jobs of a Jenkins, by the Remote API (https://www.jenkins.io/doc/book/using/remote-access-api/).
 *
 * All methods throw {@link JenkinsUnreachable} without an answer, {@link JenkinsAnswerUnexpected} for one that
 * is not Jenkins's own (a login, a proxy), and {@link JenkinsError} for a status that is no success.
 */
export class Jenkins {
  readonly #api: JenkinsApi;
  readonly #user: string;

  constructor(options: JenkinsOptions) {
    this.#api = new JenkinsApi(options);
    this.#user = options.user;
  }

  /** The address of a job, for people. */
  urlOf(jobPath: string): string {
    return this.#api.urlOf(pathOf(jobPath)).href;
  }

  /**
   * What waits and the newest 20 builds, in one call.
   *
   * @param jobPath - such as `job/storage/job/snapshot`.
   * @param repository - `owner/name` of the storage, by which its commit is told from those of shared libraries.
   * @throws {@link JenkinsError} 404 when there is no such job, or the user may not know of it.
   */
  async lookAtJob(jobPath: string, repository: string): Promise<JobLook> {
    const job = pathOf(jobPath);
    const path = `${job}api/json?tree=${encodeURIComponent(JOB_TREE)}`;
    const answer = await this.#api.readJson('lookAtJob', path, jobAnswer);
    return readJob(answer, { repository, jobUrl: this.urlOf(jobPath), user: this.#user });
  }

  /**
   * Kicks off a build. When one is queued already Jenkins takes this for the same (it will read the tip when it
   * starts) and tells its id: so a second call while one waits does no more. Without a `delay` of ours, which
   * would end the quiet moment in which a burst of merges becomes one build.
   *
   * Jenkins has one way for jobs with parameters and another for those without, and refuses the wrong one. A
   * branch's job has no parameters until its first build has read the Jenkinsfile, so it cannot be known before.
   *
   * After {@link JenkinsUnreachable} look at the job first; a build too many is harmless, it costs time only.
   *
   * @returns the id in the queue; null when Jenkins accepted and did not tell.
   * @throws {@link JenkinsError} 409 for a job that is not buildable, 302 when a plugin refused the build.
   */
  async trigger(jobPath: string): Promise<{ queueId: number | null }> {
    const job = pathOf(jobPath);
    let { call, answer } = await this.#api.post('trigger', `${job}buildWithParameters`);
    for (const way of ['build', 'buildWithParameters']) {
      if (isWrongWay(answer)) ({ call, answer } = await this.#api.post('trigger', job + way));
    }
    return readTriggered(call, answer);
  }

  /** An item of the queue; null when Jenkins does not know it any more: look at the job then. */
  async lookAtQueueItem(id: number): Promise<QueueItemLook | null> {
    try {
      const path = `queue/item/${id}/api/json?tree=${encodeURIComponent(QUEUE_ITEM_TREE)}`;
      return readQueueItem(await this.#api.readJson('lookAtQueueItem', path, queueItemAnswer));
    } catch (error) {
      if (error instanceof JenkinsError && error.status === 404) return null;
      throw error;
    }
  }

  /**
   * The end of a build's log, for people who ask why it failed.
   *
   * The first answer tells the size before its body; a log may have many megabytes, so only a short one is read.
   *
   * @throws {@link JenkinsError} 404 for a build that was discarded.
   */
  async logTail(jobPath: string, number: number, bytes = 4_096): Promise<string> {
    const path = `${pathOf(jobPath)}${number}/logText/progressiveText?start=`;
    let { call, answer } = await this.#api.openText('logTail', `${path}0`);
    const size = headerOf(answer.headers, 'x-text-size');
    if (size === undefined) {
      await answer.body.dump({ limit: bytes });
      throw new JenkinsAnswerUnexpected(call, 200, 'without the header X-Text-Size: it is no log');
    }
    if (Number(size) > bytes) {
      await answer.body.dump({ limit: bytes });
      ({ call, answer } = await this.#api.openText('logTail', `${path}${Number(size) - bytes}`));
    }
    const tail = (await this.#api.readBody(call, answer)).subarray(-bytes);
    // The cut may have hit the middle of a character.
    return tail.toString('utf8').replace(/^\uFFFD+/, '');
  }

  /** Ends a running build. Once more, or after its end, it changes nothing. */
  async stop(jobPath: string, number: number): Promise<void> {
    const { call, answer } = await this.#api.post('stop', `${pathOf(jobPath)}${number}/stop`);
    if (answer.status >= 400) throw new JenkinsError(call, answer);
  }

  /**
   * Takes an item out of the queue, unless its build has begun. Once more it changes nothing: of an item that
   * left the queue Jenkins says 500 for five minutes, then 404.
   */
  async cancelQueued(id: number): Promise<void> {
    const { call, answer } = await this.#api.post('cancelQueued', `queue/cancelItem?id=${id}`);
    if (answer.status < 400 || answer.status === 404) return;
    const item = answer.status === 500 ? await this.lookAtQueueItem(id) : undefined;
    const hasLeft = item === null || item?.cancelled === true || typeof item?.build === 'number';
    if (!hasLeft) throw new JenkinsError(call, answer);
  }

  /**
   * Takes an item out of the queue that this user alone has asked for. It looks first: whoever asks for a build that
   * is queued already is added to the item, and it is theirs, too. Who asks in the very moment between look and
   * cancel is not seen.
   *
   * @param jobPath - of the job that it is of: ids begin anew when Jenkins has lost its queue, and an item of that id
   *   may be another job's by now.
   * @returns `cancelled`, also by an earlier call; `begun` for an item that is a build, or is forgotten; `shared`
   *   for one that somebody else has asked for, or of which Jenkins does not tell who has; `forbidden` where the user
   *   may not cancel. These are left alone.
   */
  async cancelOwnQueued(
    jobPath: string,
    id: number,
  ): Promise<'cancelled' | 'begun' | 'shared' | 'forbidden'> {
    const item = await this.lookAtQueueItem(id);
    if (item === null || item.build !== null) return 'begun';
    if (item.jobUrl !== null && !isAt(item.jobUrl, jobPath)) return 'begun';
    if (item.cancelled) return 'cancelled';
    if (item.askedBy.length === 0 || !item.askedBy.every((user) => isUser(user, this.#user))) return 'shared';
    try {
      await this.cancelQueued(id);
    } catch (error) {
      if (error instanceof JenkinsError && (error.status === 403 || error.status === 422)) return 'forbidden';
      throw error;
    }
    return (await this.lookAtQueueItem(id))?.cancelled === true ? 'cancelled' : 'begun';
  }
}

function pathOf(jobPath: string): string {
  return `${jobPath.replaceAll(/^\/+|\/+$/g, '')}/`;
}

/** Whether an address is of a job, whatever host and folder Jenkins takes itself to be at. */
function isAt(jobUrl: string, jobPath: string): boolean {
  const [told, ours] = [jobUrl, `/${pathOf(jobPath)}`].map((url) => new URL(url, 'http://jenkins/').pathname);
  return told?.endsWith(ours ?? '') === true;
}

/** Old versions answered with 500; the words are the same. */
function isWrongWay({ status, text }: Answer): boolean {
  return (
    (status === 400 || status === 500) &&
    /is not parameterized|nothing is submitted|expects a form submission/i.test(text)
  );
}

/** 201 for a new item, 303 (https://github.com/jenkinsci/jenkins/pull/5615) or again 201 for one that was there. */
function readTriggered(call: Call, answer: Answer): { queueId: number | null } {
  if (answer.status !== 201 && answer.status !== 303) throw new JenkinsError(call, answer);
  const id = /\/queue\/item\/(\d+)/.exec(headerOf(answer.headers, 'location') ?? '')?.[1];
  return { queueId: id === undefined ? null : Number(id) };
}
