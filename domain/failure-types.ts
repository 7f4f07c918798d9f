import type { AttentionReason } from './change-gate.ts';

/**
 * The types of failure that an activity ends with. They stand in histories, so they are part of the interface:
 * a name is never given another meaning.
 */
export const FailureType = {
  /** A wait whose observation has not changed; retried for ever, benign. */
  stillWaiting: 'StillWaiting',
  /** A service cannot be reached, is overloaded or answers nonsense; retried for ever. */
  unavailable: 'Unavailable',
  /** What was just written does not show yet, or the ground moved under a write; retried soon. */
  notSettled: 'NotSettled',
  /** Credentials or permissions do not suffice; a person must act. */
  notPermitted: 'NotPermitted',
  /** Something that must be there is not: a job, a branch, a repository, an address; a person must act. */
  notFound: 'NotFound',
  /** The service, or our own check, refuses the request as it is; a person must act. */
  refused: 'Refused',
  /** The contents of a version differ where they must be equal; a person must act. */
  contentDiffers: 'ContentDiffers',
} as const;

/** The reason for attention that a failure of this type gives. */
export function attentionFor(type: string | undefined): AttentionReason {
  switch (type) {
    case FailureType.notPermitted:
      return 'not-permitted';
    case FailureType.notFound:
      return 'not-found';
    case FailureType.refused:
      return 'refused';
    case FailureType.contentDiffers:
      return 'content-differs';
    case FailureType.unavailable:
    case FailureType.notSettled:
      return 'unavailable';
    default:
      return 'unexpected';
  }
}
