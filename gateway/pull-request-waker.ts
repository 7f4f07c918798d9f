import { JourneyNotFound } from '../client/errors/journey-not-found.ts';
import type { Journeys } from '../client/journeys.ts';
import { parseHeadBranch } from '../domain/names.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Counters } from './counters.ts';
import type { NamedPullRequest } from './delivery-subject.ts';

/** The light look: what a journey's gate could tell apart of a pull request, in one short text. */
export type LookAtPicture = (number: number) => Promise<string>;

/** What a waker of journeys works with. */
export interface PullRequestWakerOptions {
  readonly journeys: Pick<Journeys, 'list' | 'nudge'>;
  readonly look: LookAtPicture;
  readonly counters: Counters;
  readonly log: (line: string) => void;
}

/** For so many pull requests it remembers what was seen last: some ten times as many as wait at once. */
const MOST_PICTURES = 5_000;

/** Looks at pull requests that something was heard of, and wakes the journeys for which there is news. */
export class PullRequestWaker {
  readonly #options: PullRequestWakerOptions;
  /** By number: the picture for which journeys were woken last. */
  readonly #woken = new BoundedMap<number, string>(MOST_PICTURES);

  constructor(options: PullRequestWakerOptions) {
    this.#options = options;
  }

  /**
   * Wakes the journeys at a pull request, when it differs from what they were woken for last. A look that finds
   * nothing would cost them ten events of their history each.
   *
   * May be done twice: the second time there is nothing new.
   *
   * @throws what GitHub or Temporal throws; nothing is remembered then.
   */
  async wake({ number, head }: NamedPullRequest): Promise<void> {
    const { look, counters, log, journeys } = this.#options;
    const versions = await this.#versionsAt(number, head.ref);
    if (versions.length === 0) return;
    const picture = await look(number);
    const isNews = picture !== this.#woken.get(number);
    counters.add('limelight_gateway_looks_total', { kind: 'pull-request', news: String(isNews) });
    if (!isNews) return;
    for (const packageVersion of versions) {
      try {
        await journeys.nudge(packageVersion);
      } catch (error) {
        if (error instanceof JourneyNotFound) continue;
        throw error;
      }
      counters.add('limelight_gateway_nudges_total', { kind: 'journey' });
      log(`woke ${formatPackageVersion(packageVersion)}: pull request #${number} has changed`);
    }
    this.#woken.set(number, picture);
  }

  /** A head branch of ours says whose it is; any other's pull request may have been adopted. */
  async #versionsAt(number: number, headBranch: string): Promise<PackageVersion[]> {
    const own = parseHeadBranch(headBranch);
    if (own !== undefined) return [own.packageVersion];
    const adopting = await this.#options.journeys.list({ pullRequest: number });
    return adopting.map(({ packageVersion }) => packageVersion);
  }
}
