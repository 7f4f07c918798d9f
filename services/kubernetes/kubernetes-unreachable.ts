import { Unreachable } from '../unreachable.ts';

/** The API server did not answer, or did not prove itself by a certificate of the given authority. */
export class KubernetesUnreachable extends Unreachable {
  override name = 'KubernetesUnreachable' as const;
}
