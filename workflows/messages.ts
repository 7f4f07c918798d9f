import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type {
  ApproveDecision,
  PlainDecision,
  PromoteDecision,
  RepairDecision,
  SkipDecision,
  UndoCleanupDecision,
} from '../domain/decisions.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { Line, LineDecision } from '../domain/line.ts';
import type { LineState } from '../domain/line-state.ts';
import type { JourneyState, RecordedDecision } from '../domain/journey-state.ts';
import type {
  PublishAnswer,
  PublisherState,
  PublishRequest,
  PublishTerms,
  WordOnRequest,
} from '../domain/publisher-state.ts';
import type { DeployedWord } from '../domain/roll-outs.ts';
import type { WatcherState, WatcherTerms } from '../domain/watcher-state.ts';

/** The whole state of a journey, also after its end for as long as the namespace keeps it. */
export const stateQuery = defineQuery<JourneyState>('state');

/** Where the journey stands, what it waits for, who can act, and what happens next by itself. */
export const whyQuery = defineQuery<Explanation>('why');

/**
 * Approves the change that is open at this moment. As a signal, so that anything that can signal Temporal can
 * approve; one that does not apply is recorded with the cause and never carried forward.
 */
export const approveSignal = defineSignal<[ApproveDecision]>('approve');

/** Something may have changed outside: look again at once. */
export const nudgeSignal = defineSignal('nudge');

/** Approves as {@link approveSignal} does, and is refused at once, with the cause, when it does not apply. */
export const approveUpdate = defineUpdate<RecordedDecision, [ApproveDecision]>('approve');

/** Lets a journey, or a publisher, in attention try again. */
export const retryUpdate = defineUpdate<RecordedDecision, [PlainDecision]>('retry');

/** Ends the journey: a running write ends first, then what the journey opened is closed and deleted. */
export const abortUpdate = defineUpdate<RecordedDecision, [PlainDecision]>('abort');

/** Rejects the change that is open: nothing is merged until its head is another, or somebody says retry. */
export const rejectUpdate = defineUpdate<RecordedDecision, [PlainDecision]>('reject');

/** Has the journey stand still: it looks, and changes nothing. */
export const holdUpdate = defineUpdate<RecordedDecision, [PlainDecision]>('hold');

/** Lets a journey that is held, or parked, go on. */
export const resumeUpdate = defineUpdate<RecordedDecision, [PlainDecision]>('resume');

/** Lets the version go on to the next stage. */
export const promoteUpdate = defineUpdate<RecordedDecision, [PromoteDecision]>('promote');

/** Leaves the current step out, where the policy lets people do that. */
export const skipUpdate = defineUpdate<RecordedDecision, [SkipDecision]>('skip');

/** The line tells a journey what is stopped. */
export const lineSignal = defineSignal<[Line]>('line');

/** Stops the line for a stage, a package or everything. */
export const stopLineUpdate = defineUpdate<RecordedDecision, [LineDecision]>('stop');

/** Lets the line go on where it was stopped. */
export const resumeLineUpdate = defineUpdate<RecordedDecision, [LineDecision]>('resume');

/** What is stopped, and what people decided of it. */
export const lineQuery = defineQuery<LineState>('state');

/** Accepts what a branch was found to hold, in the place of the pinned content. */
export const acceptContentUpdate = defineUpdate<RecordedDecision, [PlainDecision]>('accept-content');

/** Accepts that the version was removed by hand before the next stage was shown to serve it. */
export const acceptRemovalUpdate = defineUpdate<RecordedDecision, [PlainDecision]>('accept-removal');

/** Has a version brought back that a registry, or a branch, lost. */
export const repairUpdate = defineUpdate<RecordedDecision, [RepairDecision]>('repair');

/** Puts the version back on the branch of a stage that this journey cleaned up. */
export const undoCleanupUpdate = defineUpdate<RecordedDecision, [UndoCleanupDecision]>('undo-cleanup');

/** A publisher tells a journey the build that it asked for. */
export const publishedSignal = defineSignal<[PublishAnswer]>('published');

/** A journey asks a publisher for an image; the terms of the latest request count for all. */
export const requestSignal = defineSignal<[PublishRequest, PublishTerms]>('request');

/** A journey that ends withdraws what it asked of a publisher. */
export const withdrawRequestSignal = defineSignal<[{ readonly id: string }]>('withdrawRequest');

/** Tells a publisher that the image of a build is out, and is refused at once when that makes no sense. */
export const deployedUpdate = defineUpdate<RecordedDecision, [DeployedWord]>('deployed');

/** Tells the same as {@link deployedUpdate}, so that anything that can signal Temporal can tell it. */
export const deployedSignal = defineSignal<[DeployedWord]>('deployed');

/** A publisher's word on the request of this id. */
export const wordQuery = defineQuery<WordOnRequest, [string]>('word');

/** The whole state of a publisher. */
export const publisherQuery = defineQuery<PublisherState>('state');

/** A worker tells the watcher how often to look; it looks at once. */
export const watcherTermsSignal = defineSignal<[WatcherTerms]>('terms');

/** The whole state of the watcher. */
export const watcherQuery = defineQuery<WatcherState>('state');
