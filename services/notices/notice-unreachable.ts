import { Unreachable } from '../unreachable.ts';

/** A channel's webhook did not answer. It may have heard all the same: notices come at least once. */
export class NoticeUnreachable extends Unreachable {
  override name = 'NoticeUnreachable' as const;
}
