import type { Core } from './core.ts';
import { connect, type PageArguments } from './graphql-page.ts';
import { pullNode } from './graphql-pulls.ts';
import type { PullRequest } from './model.ts';

type Test = (pull: PullRequest) => boolean;

/** Searches pull requests, by the qualifiers that clients send most; a word without one is looked for in titles. */
export function searchPulls(
  core: Core,
  { query, ...page }: PageArguments & { readonly query: string },
  viewer: string,
) {
  // Brackets group what has to be true all the same.
  const words = query.replaceAll(/[()]/g, ' ').match(/(?:[\w-]+:)?(?:"[^"]*"|\S+)/g) ?? [];
  const tests = words.map((word) => testOf(core, word, viewer));
  const found = core.state.pulls
    .all()
    .filter((pull) => tests.every((test) => test(pull)))
    .toReversed();
  return {
    ...connect('search', found, page, (pull) => ({
      __typename: 'PullRequest',
      ...pullNode(core, pull, viewer),
    })),
    issueCount: found.length,
  };
}

function testOf(core: Core, word: string, viewer: string): Test {
  const [, qualifier = '', text = ''] = /^(?:([\w-]+):)?(.*)$/.exec(word) ?? [];
  const value = text.replaceAll('"', '');
  const person = value === '@me' ? viewer : value;
  const tests: Readonly<Record<string, Test>> = {
    '': ({ title }) => title.toLowerCase().includes(value.toLowerCase()),
    repo: () => value === `${core.owner}/${core.repo}`,
    is: (pull) => isOf(pull, value),
    type: () => value === 'pr',
    state: (pull) => isOf(pull, value),
    author: ({ author }) => author === person,
    'review-requested': ({ reviewers }) => reviewers.includes(person),
    head: ({ headRef }) => headRef === value,
    base: ({ baseRef }) => baseRef === value,
    label: ({ labels }) => labels.includes(value),
    draft: ({ draft }) => String(draft) === value,
  };
  // What orders and what is not known restricts nothing.
  return tests[qualifier] ?? (() => true);
}

function isOf({ state, mergedAt, draft }: PullRequest, what: string): boolean {
  if (what === 'open' || what === 'closed') return state === what;
  if (what === 'merged') return mergedAt !== null;
  if (what === 'draft') return draft;
  return what === 'pr';
}
