import { Unreachable } from '../unreachable.ts';

/** Jenkins did not answer. After a trigger: look at the job before you trigger again, it may be queued. */
export class JenkinsUnreachable extends Unreachable {
  override name = 'JenkinsUnreachable' as const;
}
