import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerControl } from '../faults/control-endpoint.ts';
import type { Fault, FaultList } from '../faults/fault-list.ts';
import { ExchangeLog } from '../exchange-log.ts';
import { GitObjects } from '../images/git-objects.ts';
import type { ImageStore } from '../images/image-store.ts';
import { readJsonFile, writeJsonFile } from '../images/json-file.ts';
import { listenOnLoopback, type LoopbackServer } from '../loopback-server.ts';
import { PackageCatalog } from '../registry/package-catalog.ts';
import { BuildFarm, type FarmState } from './build-farm.ts';
import { BranchWatch } from './branch-watch.ts';
import type { Job } from './build-model.ts';
import { firstState, type JobOptions } from './first-state.ts';
import { admit } from './admission.ts';
import { empty, forbidden, page, type JenkinsAnswer } from './jenkins-answer.ts';
import type { JenkinsFault } from './jenkins-faults.ts';
import { answerJenkins } from './jenkins-pages.ts';
import { DEFAULT_USERS, Reception, type JenkinsUser } from './users.ts';

export interface JenkinsStandInOptions {
  /** The bare repository whose branches are built. */
  readonly gitDir: string;
  readonly images: ImageStore;
  readonly jobs: readonly JobOptions[];
  /** Unless given `limelight-bot` with the token `jenkins-token`, who may do everything, and an author who may build. */
  readonly users?: readonly JenkinsUser[];
  /** How long an item waits for others to join it; 1,000 unless given. */
  readonly quietPeriodMs?: number;
  /** How long a build takes; 2,000 unless given. */
  readonly buildMs?: number;
  /** The repository's address as build data names it. */
  readonly repositoryUrl?: string;
  /** A build that succeeds asks for the build next above it; false unless given. */
  readonly cascade?: boolean;
  /** The least time between the starts of two builds of a job; none unless given. */
  readonly throttleMs?: number;
  /** What a user asked for does not wait for that; true unless given. */
  readonly userBoost?: boolean;
  /** A branch that moved asks for a build by itself; false unless given. */
  readonly buildOnMerge?: boolean;
  readonly log?: ExchangeLog;
  readonly port?: number;
  /** Where jobs, queue and builds survive a restart. */
  readonly stateFile?: string;
}

const VERSION = '2.462.3';

/**
 * Stands in for Jenkins: one parameterized multibranch job for each branch of a package storage, with a queue
 * that joins requests, and builds that publish images.
 */
export class JenkinsStandIn {
  readonly log: ExchangeLog;
  readonly #options: JenkinsStandInOptions;
  readonly #git: GitObjects;
  readonly #farm: BuildFarm;
  readonly #reception: Reception;
  readonly #watch: BranchWatch | undefined;
  #server: LoopbackServer | undefined;

  private constructor(options: JenkinsStandInOptions, git: GitObjects, state: FarmState) {
    this.#options = options;
    this.#git = git;
    this.log = options.log ?? new ExchangeLog();
    this.#reception = new Reception(options.users ?? DEFAULT_USERS);
    this.#farm = new BuildFarm(
      {
        catalog: new PackageCatalog(git),
        images: options.images,
        quietPeriodMs: options.quietPeriodMs ?? 1000,
        buildMs: options.buildMs ?? 2000,
        cascade: options.cascade ?? false,
        throttle: { ms: options.throttleMs ?? 0, userBoost: options.userBoost ?? true },
        save: (farm) => writeJsonFile(options.stateFile, farm),
      },
      state,
    );
    this.#watch = options.buildOnMerge === true ? new BranchWatch(git, this.#farm) : undefined;
  }

  /**
   * Starts Jenkins on loopback. Each branch that was never built is taken as built once, with success, before
   * anybody came: its image is there, and the job knows its parameters.
   *
   * @throws the system's error when the port is taken.
   */
  static async start(options: JenkinsStandInOptions): Promise<JenkinsStandIn> {
    const git = new GitObjects(options.gitDir);
    const saved = readJsonFile(options.stateFile) as FarmState | undefined;
    const state = await firstState(git, options.images, options.jobs, saved);
    const standIn = new JenkinsStandIn(options, git, state);
    standIn.#server = await listenOnLoopback(
      (request, response) => standIn.#serve(request, response),
      options.port,
    );
    return standIn;
  }

  /** Its address, without a slash at the end. */
  get url(): string {
    return this.#server?.url ?? '';
  }

  /** What goes wrong on purpose; one that acts at once (`restart`, `cancelQueued` ...) acts when it is added. */
  get faults(): FaultList<JenkinsFault> {
    return this.#farm.faults;
  }

  /** Jobs with their builds, and the queue, as they are now. */
  state(): FarmState {
    return this.#farm.state();
  }

  /** Moves a job to another path; nothing is at the old one any more. @throws RangeError when there is no job. */
  renameJob(from: string, to: string): void {
    this.#farm.rename(from, to);
  }

  /** Stops at once. With a state file, what runs is `ABORTED` at the next start. May be called twice. */
  async close(): Promise<void> {
    this.#watch?.close();
    this.#farm.close();
    await this.#server?.close();
    await this.#git.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (await answerControl(request, response, this.#controls())) return;
    const began = Date.now();
    const method = request.method ?? 'GET';
    const url = request.url ?? '/';
    const subject = `${method} ${url}`;
    const body = await readBody(request);
    const slow = this.faults.take('slow', subject);
    if (slow !== undefined) await sleep(slow.ms ?? 1000);
    const { who, answer } = this.#answer(request, body, subject);
    const isDropped = method === 'POST' && this.faults.take('dropResponseAfterAccept', subject) !== undefined;
    if (isDropped) response.destroy();
    else {
      response.writeHead(answer.status, {
        ...(answer.isFromProxy === true ? {} : { 'x-jenkins': VERSION, 'x-content-type-options': 'nosniff' }),
        ...answer.headers,
        'content-length': String(Buffer.byteLength(answer.body)),
      });
      response.end(method === 'HEAD' ? undefined : answer.body);
    }
    this.log.record({
      time: new Date(began).toISOString(),
      method,
      path: url,
      status: answer.status,
      who,
      took: Date.now() - began,
      ...(isDropped ? { note: 'the answer was lost' } : {}),
    });
  }

  #answer(request: IncomingMessage, body: string, subject: string): { who: string; answer: JenkinsAnswer } {
    const visitor = this.#reception.identify(request.headers);
    const who =
      visitor.kind === 'user' ? visitor.user.login : visitor.kind === 'refused' ? visitor.login : 'anonymous';
    const faulty = faultyAnswer(this.faults, subject, who);
    if (faulty !== undefined) return { who, answer: faulty };
    if (!URL.canParse(request.url ?? '/', this.url)) return { who, answer: page(400, 'Bad Request') };
    const url = new URL(request.url ?? '/', this.url);
    const path = url.pathname.slice(1);
    const admission = admit(visitor, path, request, this.#reception);
    if ('answer' in admission) return { who, answer: admission.answer };
    const context = {
      root: `http://${request.headers.host ?? 'localhost'}`,
      repositoryUrl: this.#options.repositoryUrl ?? 'https://github.com/sandbox/package-storage.git',
      jobOf: (branch: string) => this.#farm.jobOf(branch),
      isDisabled: (job: Job) => this.#farm.isDisabled(job),
      queued: ({ branch }: { branch: string }) =>
        this.#farm.queue.open().filter((item) => item.branch === branch),
    };
    const isForm = request.headers['content-type']?.includes('x-www-form-urlencoded') === true;
    const form = new URLSearchParams(isForm ? body : '');
    const { user } = admission;
    const method = request.method ?? 'GET';
    const answer = answerJenkins(path, { method, query: url.searchParams, form, user }, this.#farm, context);
    return { who, answer: spoilLocation(this.faults, subject, answer) };
  }

  #controls(): Parameters<typeof answerControl>[2] {
    return {
      addFaults: (faults) => this.faults.add(...(faults as readonly Fault<JenkinsFault>[])),
      clearFaults: (kind) => this.faults.clear(kind as JenkinsFault | undefined),
      listFaults: () => this.faults.list(),
      state: () => this.state(),
      log: this.log,
    };
  }
}

/** An answer that comes from a fault alone; undefined when none strikes. */
function faultyAnswer(
  faults: FaultList<JenkinsFault>,
  subject: string,
  who: string,
): JenkinsAnswer | undefined {
  if (faults.take('500', subject) !== undefined)
    return page(500, 'Oops! A problem occurred while processing the request.');
  if (faults.take('502', subject) !== undefined) return { ...page(502, 'Bad Gateway'), isFromProxy: true };
  if (faults.take('503Loading', subject) !== undefined) {
    return page(503, 'Please wait while Jenkins is getting ready to work ...');
  }
  if (faults.take('htmlLogin200', subject) !== undefined)
    return { ...page(200, 'Sign in to Jenkins'), isFromProxy: true };
  if (faults.take('401', subject) !== undefined) return page(401, `Invalid password/token for user: ${who}`);
  if (faults.take('403', subject) !== undefined) return forbidden(who, 'hudson.model.Item.Read');
  return faults.take('404job', subject) === undefined ? undefined : page(404, 'HTTP ERROR 404 Not Found');
}

function spoilLocation(
  faults: FaultList<JenkinsFault>,
  subject: string,
  answer: JenkinsAnswer,
): JenkinsAnswer {
  const { location, ...others } = answer.headers;
  if (location === undefined) return answer;
  if (faults.take('noLocation', subject) !== undefined) return empty(answer.status, others);
  if (faults.take('wrongHostInLocation', subject) === undefined) return answer;
  const elsewhere = location.replace(/^https?:\/\/[^/]+/, 'http://jenkins.internal:8080');
  return empty(answer.status, { ...others, location: elsewhere });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
