import { Unreachable } from '../unreachable.ts';

/** The registry, or the network cache before it, did not answer. */
export class RegistryUnreachable extends Unreachable {
  override name = 'RegistryUnreachable' as const;
}
