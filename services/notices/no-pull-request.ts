/** A notice was to be a comment, and the journey has had no pull request yet: there is no place for it. */
export class NoPullRequest extends Error {
  override name = 'NoPullRequest' as const;

  constructor() {
    super(
      'the journey has had no pull request yet to comment on; name a channel in "to" for waits like this',
    );
  }
}
