import { describe, expect, it } from 'vitest';
import { OWNER as owner, REPO as repo, startGitHub } from '../../support/github.ts';
import { gitIn } from './support.ts';

const HISTORY = `query History($owner: String!, $repo: String!, $first: Int, $after: String) {
  repository(owner: $owner, name: $repo) {
    object(expression: "staging") {
      ... on Commit {
        committedDate
        history(first: $first, after: $after) { totalCount nodes { oid } pageInfo { hasNextPage endCursor } }
      }
    }
  }
}`;

interface Page {
  readonly repository: {
    readonly object: {
      readonly committedDate: string;
      readonly history: {
        readonly totalCount: number;
        readonly nodes: readonly { readonly oid: string }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      };
    };
  };
}

describe('the history of a commit', () => {
  it('is what git logs, side branches among it, in pages', async () => {
    const github = await startGitHub();
    const { standIn } = github;
    await standIn.pushCommit('side', { side: 'side' }, 'author', 'On the side', 'staging');
    await standIn.pushCommit('staging', { main: 'main' }, 'author', 'On staging');
    const side = { title: 'Side', head: 'side', base: 'staging', login: 'author' };
    const { number } = await standIn.openPullRequest(side);
    await github.client().pulls.merge({ owner, repo, pull_number: number, merge_method: 'merge' });
    const log = (await gitIn(github, 'log', '--format=%H', 'staging')).split('\n');
    expect(log).toHaveLength(4);
    const ask = async (first: number, after?: string) =>
      (await github.client().graphql<Page>(HISTORY, { owner, repo, first, after })).repository.object;
    const { committedDate, history } = await ask(2);
    expect(Date.parse(committedDate) / 1000).toBe(
      Number(await gitIn(github, 'log', '-1', '--format=%ct', 'staging')),
    );
    expect(history).toMatchObject({ totalCount: log.length, pageInfo: { hasNextPage: true } });
    const rest = (await ask(100, history.pageInfo.endCursor)).history;
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect([...history.nodes, ...rest.nodes].map(({ oid }) => oid)).toEqual(log);
  });

  it('is refused without a size, and in pages of more than a hundred', async () => {
    const github = await startGitHub();
    const ask = (first?: number) => github.client().graphql(HISTORY, { owner, repo, first });
    await expect(ask()).rejects.toThrow('`history` connection');
    await expect(ask(101)).rejects.toThrow('limit of 100 records');
  });
});
