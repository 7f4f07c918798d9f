/**
 * The search attributes of a journey, by which lists and the Temporal UI find it. All are keywords.
 * `limelight setup` registers them; the embedded server has them from its start.
 */
export const SEARCH_ATTRIBUTES = {
  /** The package's name. */
  LimelightPackage: 'Keyword',
  LimelightVersion: 'Keyword',
  /** The stage of the current step. */
  LimelightStage: 'Keyword',
  /** The id of the current step, such as `add-staging`; at the end the outcome, such as `star`. */
  LimelightStep: 'Keyword',
  /** What the journey waits for, in one word: `parked`; else `hold` or `line`; else `approval`, `checks`, `person`, ... */
  LimelightWaitingFor: 'Keyword',
  /** The reason for attention, in one word; `none` while the journey goes on by itself. */
  LimelightAttention: 'Keyword',
  LimelightRequester: 'Keyword',
  /** The number of the pull request that the journey has open, `none` while it has none. */
  LimelightPullRequest: 'Keyword',
} as const;

/** Finds the journeys that run, in Temporal's words. https://docs.temporal.io/list-filter */
export const RUNNING_JOURNEYS = 'WorkflowType = "packageLifecycle" AND ExecutionStatus = "Running"';
