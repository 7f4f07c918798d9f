import type { FoundContent } from './content.ts';

/** Why a journey cannot go on by itself, in one word that is the same in state, search attribute and CLI. */
export type AttentionReason =
  | 'change-closed'
  | 'change-altered'
  | 'change-conflicts'
  | 'change-foreign'
  | 'changes-requested'
  | 'rejected'
  | 'checks-red'
  | 'merge-refused'
  | 'content-differs'
  | 'content-missing'
  | 'proof-lost'
  | 'removed-early'
  | 'removal-undone'
  | 'vanished'
  | 'build-red'
  | 'build-missing'
  | 'publisher-held'
  | 'not-permitted'
  | 'not-found'
  | 'refused'
  | 'unavailable'
  | 'unexpected';

/** What a step waits for, in one word. */
export type WaitingFor =
  | 'checks'
  | 'approval'
  | 'github'
  | 'merge-queue'
  | 'author'
  | 'build'
  | 'registry'
  | 'hold'
  | 'line'
  | 'soak'
  | 'promotion'
  | 'person';

/** What a gate says of a change at this moment, with a sentence for people. */
export type ChangeGate =
  | { readonly kind: 'wait'; readonly waitingFor: WaitingFor; readonly sentence: string }
  | {
      readonly kind: 'go';
      readonly action: 'merge' | 'update-branch' | 'settle';
      readonly sentence: string;
      readonly approvedBy: readonly string[];
    }
  | {
      readonly kind: 'attention';
      readonly reason: AttentionReason;
      readonly sentence: string;
      /** Of `content-differs`: what a person may accept in the place of the pinned content. */
      readonly found?: FoundContent;
    };

/** Something or somebody else must do something first. */
export function wait(waitingFor: WaitingFor, sentence: string): ChangeGate {
  return { kind: 'wait', waitingFor, sentence };
}

/** There is something to do at once. */
export function go(
  action: 'merge' | 'update-branch' | 'settle',
  sentence: string,
  approvedBy: readonly string[],
): ChangeGate {
  return { kind: 'go', action, sentence, approvedBy };
}

/** A person must mend something. */
export function attention(reason: AttentionReason, sentence: string): ChangeGate {
  return { kind: 'attention', reason, sentence };
}
