import { Unreachable } from '../unreachable.ts';

/** What rolls images out did not answer. It may have heard the order all the same: orders come at least once. */
export class RolloutWebhookUnreachable extends Unreachable {
  override name = 'RolloutWebhookUnreachable' as const;
}
