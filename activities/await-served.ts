import type { Content } from '../domain/content.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Stage } from '../domain/pipeline.ts';
import type { Timing } from '../domain/timing.ts';
import { lookAtServed } from '../services/registry/verify.ts';
import { stillWaiting } from './failures.ts';
import { recall, remember } from './pulse.ts';
import type { Services } from './services.ts';

export interface AwaitServedInput {
  readonly stage: string;
  readonly packageVersion: PackageVersion;
  readonly content: Content;
  readonly policy: Stage['proof'];
  /** The difference that was seen already: the wait goes on until it is another or gone. */
  readonly seenDifference?: string;
  readonly timing: Timing;
}

/** What a registry was shown to serve. */
export type ServedSighting =
  | { readonly kind: 'served'; readonly sentence: string }
  | { readonly kind: 'differs'; readonly sentence: string };

/** What the attempts of one wait remember: the looks in a row that found the version served. */
interface Streak {
  readonly served: number;
}

/**
 * Looks at a registry once. Returns when it served exactly this content as many times in a row as the policy
 * asks, or serves other bytes under its name; otherwise fails, benign, and is tried again.
 *
 * During a roll-out old and new pods answer in turn, and a cache may answer for either: hence looks in a row,
 * spaced by the max-age that the answers carried. The count rides in the heartbeat details.
 */
export async function awaitServed(services: Services, input: AwaitServedInput): Promise<ServedSighting> {
  const { packageVersion, policy, timing } = input;
  const { files } = await services.storage.readContent(input.content.tree);
  const look = await lookAtServed(services.registryOf(input.stage), {
    packageVersion,
    level: policy.content,
    files,
  });
  switch (look.verdict) {
    case 'differs':
      remember({ served: 0 } satisfies Streak);
      if (look.sentence === input.seenDifference)
        throw stillWaiting(`waiting: ${look.sentence}`, timing.registryMs);
      return { kind: 'differs', sentence: look.sentence };
    case 'not-served':
    case 'not-listed':
      remember({ served: 0 } satisfies Streak);
      throw stillWaiting(`waiting: ${look.sentence}`, timing.registryMs);
    case 'served': {
      const served = ((recall() as Streak | undefined)?.served ?? 0) + 1;
      remember({ served } satisfies Streak);
      if (served >= policy.looks)
        return { kind: 'served', sentence: `${look.sentence}, ${served} times in a row` };
      throw stillWaiting(
        `served ${served} of ${policy.looks} times in a row`,
        policy.spacingMs ?? look.maxAgeMs,
      );
    }
  }
}
