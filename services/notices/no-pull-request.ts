/** A notice was to be a comment, and the journey has no pull request open: there is no place for it. */
export class NoOpenPullRequest extends Error {
  override name = 'NoOpenPullRequest' as const;

  constructor() {
    super('there is no open pull request to comment on; name a channel in "to" for waits like this');
  }
}
