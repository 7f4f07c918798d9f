import type { IncomingMessage, ServerResponse } from 'node:http';
import { FaultList, type Fault } from '../faults/fault-list.ts';
import { answerControl } from '../faults/control-endpoint.ts';
import { ExchangeLog } from '../exchange-log.ts';
import { GitObjects } from '../images/git-objects.ts';
import type { Image, ImageStore } from '../images/image-store.ts';
import { readJsonFile, writeJsonFile } from '../images/json-file.ts';
import { listenOnLoopback, type LoopbackServer } from '../loopback-server.ts';
import { Cdn } from './cdn.ts';
import { FaultyCatalog } from './faulty-catalog.ts';
import { Pods } from './pods.ts';
import { answer, type RegistryAnswer } from './registry-answer.ts';
import { faultyAnswer, faultyImage, REGISTRY_FAULTS, type RegistryFault } from './registry-faults.ts';
import { answerRegistry, type RegistryRequest } from './registry-pages.ts';

export interface RegistryStandInOptions {
  readonly stage: string;
  /** The branch whose image tag this registry's deployment names. */
  readonly branch: string;
  /** The bare repository that the images' commits are in. */
  readonly gitDir: string;
  readonly images: ImageStore;
  /** Whether a published image is rolled out by itself, and how long after; in real life somebody must do it. */
  readonly rollout: { readonly mode: 'automatic'; readonly delayMs: number } | { readonly mode: 'manual' };
  /** Replicas behind the address; 1 unless given. */
  readonly pods?: number;
  /** How long one replica takes to change over; 0 unless given. */
  readonly podSwitchMs?: number;
  /** Seconds that a search may be kept; 10 unless given. */
  readonly searchMaxAge?: number;
  /** Seconds that everything else may be kept; 10 unless given. */
  readonly maxAge?: number;
  /** Puts a cache before it that honours these times; false unless given. */
  readonly cdn?: boolean;
  /** Whether that cache takes `&_=ANYTHING` for another address; true unless given. */
  readonly cacheBustHonoured?: boolean;
  readonly log?: ExchangeLog;
  readonly port?: number;
  /** Where it is kept which image each replica serves. */
  readonly stateFile?: string;
}

/** What a registry serves, for people and tests. */
export interface RegistryState {
  readonly stage: string;
  readonly branch: string;
  readonly pods: readonly (Image | undefined)[];
  readonly published: Image | undefined;
  readonly rollOuts: number;
  readonly cached: readonly string[];
}

interface SavedRegistry {
  readonly pods: readonly (Image | null)[];
  readonly before?: Image | null;
}

/**
 * Stands in for one package registry: it serves the packages of the image that was rolled out, which is not
 * always the one that was published last. Content comes out of git when it is asked for.
 */
export class RegistryStandIn {
  readonly faults = new FaultList<RegistryFault>(
    REGISTRY_FAULTS,
    () => false,
    ({ kind }) => (kind === 'staleCdn' && this.#cdn === undefined ? 'no cache is before it' : undefined),
  );
  readonly log: ExchangeLog;
  readonly #options: RegistryStandInOptions;
  readonly #git: GitObjects;
  readonly #catalog: FaultyCatalog;
  readonly #cdn: Cdn | undefined;
  readonly #pods: Pods;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #forgetImages: () => void;
  #server: LoopbackServer | undefined;
  #before: Image | undefined;
  #refusedUntil = 0;
  #rollOuts = 0;
  #turn = 0;

  private constructor(options: RegistryStandInOptions) {
    this.#options = options;
    this.log = options.log ?? new ExchangeLog();
    this.#git = new GitObjects(options.gitDir);
    this.#catalog = new FaultyCatalog(this.#git, this.faults);
    this.#cdn = options.cdn === true ? new Cdn(options.cacheBustHonoured ?? true) : undefined;
    const saved = readJsonFile(options.stateFile) as SavedRegistry | readonly (Image | null)[] | undefined;
    // Older sandboxes wrote down the pods alone.
    const { pods: served = [], before = null } =
      saved !== undefined && 'pods' in saved ? saved : { pods: saved };
    this.#before = before ?? undefined;
    const first = options.images.tagged(options.branch);
    const images = Array.from({ length: options.pods ?? 1 }, (_, pod) => served[pod] ?? first);
    this.#pods = new Pods(images, options.podSwitchMs ?? 0);
    this.#forgetImages = options.images.onPublish((image) => {
      if (image.branch === options.branch) this.#imagePublished(image);
    });
  }

  /**
   * Starts a registry on loopback. It serves what it served before it was stopped, else the branch's image; a
   * registry that starts before the first build takes the first image as soon as there is one.
   *
   * @throws the system's error when the port is taken.
   */
  static async start(options: RegistryStandInOptions): Promise<RegistryStandIn> {
    const standIn = new RegistryStandIn(options);
    standIn.#server = await listenOnLoopback(
      (request, response) => standIn.#serve(request, response),
      options.port,
    );
    standIn.#save();
    const published = options.images.tagged(options.branch);
    // What was published while it was stopped, or just before it was killed, would else never be rolled out.
    const isBehind = standIn.#pods.images.some((image) => image?.build !== published?.build);
    if (published !== undefined && isBehind) standIn.#imagePublished(published);
    return standIn;
  }

  /** Its address, without a slash at the end. */
  get url(): string {
    return this.#server?.url ?? '';
  }

  /**
   * Rolls an image out to all replicas, as restarting the deployment does; ends when the last one serves it.
   * Rolling out what is served already changes nothing.
   *
   * @param named - an image; unless given the one that the branch's tag names when the pods start, which is not
   *   always the one that it named when this was asked for. With none published nothing happens.
   */
  async rollOut(named?: Image): Promise<void> {
    const { images, branch } = this.#options;
    const asked = named ?? images.tagged(branch);
    if (asked === undefined) return;
    const subject = `ROLLOUT ${asked.commit}`;
    const stays = this.faults.take('rolloutNeverHappens', subject) ?? this.faults.take('crashLoop', subject);
    if (stays !== undefined) return;
    const delay = this.faults.take('rolloutDelayed', subject);
    if (delay !== undefined) await new Promise<void>((resolve) => this.#after(delay.ms ?? 1000, resolve));
    this.#before = this.#pods.images[0];
    await this.#pods.rollOut(named ?? images.tagged(branch) ?? asked, () => this.#save());
    this.#rollOuts += 1;
    const refused = this.faults.take('startupRefused', subject);
    if (refused !== undefined) this.#refusedUntil = Date.now() + (refused.ms ?? 1000);
  }

  state(): RegistryState {
    const { stage, branch, images } = this.#options;
    return {
      stage,
      branch,
      pods: this.#pods.images,
      published: images.tagged(branch),
      rollOuts: this.#rollOuts,
      cached: this.#cdn?.addresses() ?? [],
    };
  }

  /** Stops serving. A roll-out under way stays where it is. May be called twice. */
  async close(): Promise<void> {
    this.#forgetImages();
    this.#pods.close();
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#server?.close();
    await this.#git.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (await answerControl(request, response, this.#controls())) return;
    const began = Date.now();
    const method = request.method ?? 'GET';
    const url = request.url ?? '/';
    request.resume();
    const finish = (status: number, note?: string): void =>
      this.log.record({
        time: new Date(began).toISOString(),
        method,
        path: url,
        status,
        who: 'anonymous',
        took: Date.now() - began,
        ...(note === undefined ? {} : { note }),
      });
    const subject = `${method} ${url}`;
    if (began < this.#refusedUntil) {
      response.destroy();
      finish(0, 'startupRefused');
      return;
    }
    if (this.faults.take('timeout', subject) !== undefined) {
      finish(0, 'timeout');
      return;
    }
    const found = await this.#answer({ method, url, headers: request.headers }, subject);
    const body =
      this.faults.take('truncatedJson', subject) === undefined ? found.body : found.body.subarray(0, -20);
    const headers = Object.entries(found.headers).flatMap(([name, value]) =>
      [value].flat().flatMap((line) => [name, line]),
    );
    if (hasLength(found)) headers.push('content-length', String(body.length));
    response.writeHead(found.status, headers);
    response.end(method === 'HEAD' ? undefined : body);
    finish(found.status);
  }

  async #answer(request: RegistryRequest, subject: string): Promise<RegistryAnswer> {
    const faulty = faultyAnswer(this.faults, subject);
    if (faulty !== undefined) return faulty;
    const cdn = this.#cdn?.concerns(request) === true ? this.#cdn : undefined;
    const kept = cdn?.find(request.url, () => this.faults.take('staleCdn', subject)?.ms ?? 0);
    if (kept !== undefined) return kept;
    this.#turn += 1;
    const right = this.#pods.next();
    const image = faultyImage(this.faults, subject, { right, before: this.#before, turn: this.#turn });
    if (image === undefined) return answer(503, { 'content-type': 'text/plain' }, 'no healthy upstream\n');
    const { searchMaxAge = 10, maxAge = 10 } = this.#options;
    const cacheTimes = { search: searchMaxAge, other: maxAge };
    const found = await answerRegistry(request, { catalog: this.#catalog, image, cacheTimes });
    cdn?.keep(request.url, found);
    return found;
  }

  #imagePublished(image: Image): void {
    if (this.#pods.images.includes(undefined)) void this.#pods.rollOut(image, () => this.#save());
    else if (this.#options.rollout.mode === 'automatic') {
      this.#after(this.#options.rollout.delayMs, () => void this.rollOut());
    }
  }

  #controls(): Parameters<typeof answerControl>[2] {
    return {
      addFaults: (faults) => this.faults.add(...(faults as readonly Fault<RegistryFault>[])),
      clearFaults: (kind) => this.faults.clear(kind as RegistryFault | undefined),
      listFaults: () => this.faults.list(),
      state: () => this.state(),
      log: this.log,
      verbs: {
        rollout: async () => {
          await this.rollOut();
          return this.state();
        },
      },
    };
  }

  #after(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms);
    this.#timers.add(timer);
  }

  #save(): void {
    const saved: SavedRegistry = {
      pods: this.#pods.images.map((image) => image ?? null),
      before: this.#before ?? null,
    };
    writeJsonFile(this.#options.stateFile, saved);
  }
}

/** The registry tells the length of files and of short answers; pages and archives come in chunks without one. */
function hasLength({ status, headers, body }: RegistryAnswer): boolean {
  return status !== 304 && (headers['accept-ranges'] !== undefined || body.length <= 2048);
}
