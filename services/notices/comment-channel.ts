import { headlineOf, noticeMarker, sentenceOf } from '../../domain/notice.ts';
import type { GitHubStorage } from '../github/github-storage.ts';
import { NoPullRequest } from './no-pull-request.ts';
import type { NoticeChannel, NoticeMessage } from './notice-channel.ts';

/** A comment on the journey's pull request that mentions people: GitHub tells them, also on a merged one. */
export class CommentChannel implements NoticeChannel {
  readonly #storage: Pick<GitHubStorage, 'commentOnce'>;

  constructor(storage: Pick<GitHubStorage, 'commentOnce'>) {
    this.#storage = storage;
  }

  /**
   * Comments once for each event: the comment of an earlier attempt is known by a marker.
   *
   * @throws {@link NoPullRequest}; {@link GitHubError}.
   */
  async send(message: NoticeMessage): Promise<void> {
    const { id, pullRequest } = message;
    if (pullRequest === undefined) throw new NoPullRequest();
    const { number } = pullRequest;
    await this.#storage.commentOnce({ number, marker: noticeMarker(id), body: writeComment(message) });
  }
}

function writeComment(message: NoticeMessage): string {
  const { mentions, advice, journeyUrl } = message;
  return [
    `**${headlineOf(message)}**`,
    ...(mentions.length === 0 ? [] : [mentions.map((name) => `@${name}`).join(' ')]),
    sentenceOf(message),
    ...(advice.length === 0 ? [] : [advice.map((what) => `- ${what}`).join('\n')]),
    ...(journeyUrl === undefined ? [] : [`[The journey](${journeyUrl})`]),
  ].join('\n\n');
}
