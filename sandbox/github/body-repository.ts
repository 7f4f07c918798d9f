import { nodeId, userBody } from './body-user.ts';
import type { Core } from './core.ts';
import type { Permission, Protection } from './model.ts';

const BORN = '2026-01-01T00:00:00Z';

/** Every `..._url` of a repository, by the end of its address. */
const ADDRESSES: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** REST `minimal-repository`. */
export function minimalRepositoryBody(core: Core) {
  return {
    id: 1,
    node_id: nodeId('Repository', 1),
    name: core.repo,
    full_name: `${core.owner}/${core.repo}`,
    owner: userBody(core, core.owner),
    private: true,
    html_url: core.htmlUrl,
    description: null,
    fork: false,
    url: core.apiUrl,
    ...Object.fromEntries(Object.entries(ADDRESSES).map(([name, end]) => [name, `${core.apiUrl}${end}`])),
  };
}

/** REST `repository`, and `full-repository` with what this caller may do. */
export function repositoryBody(core: Core, defaultBranch: string, permission: Permission = 'write') {
  return {
    ...minimalRepositoryBody(core),
    git_url: core.htmlUrl,
    ssh_url: core.htmlUrl,
    clone_url: core.htmlUrl,
    svn_url: core.htmlUrl,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    size: 0,
    open_issues: core.state.openPulls().length,
    open_issues_count: core.state.openPulls().length,
    default_branch: defaultBranch,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    pushed_at: BORN,
    created_at: BORN,
    updated_at: BORN,
    permissions: {
      admin: permission === 'admin',
      push: permission === 'admin' || permission === 'write',
      pull: true,
    },
  };
}

/** True where the rules of a branch have something to say of reviews. */
export function asksForReviews(protection: Protection): boolean {
  const { requiredApprovals = 0, codeOwners = [] } = protection;
  const others = [protection.dismissStale, protection.lastPushApproval, protection.conversations];
  return requiredApprovals > 0 || codeOwners.length > 0 || others.includes(true);
}

/** REST `branch-protection`, as classic protection shows it. */
export function protectionBody(core: Core, branch: string, protection: Protection) {
  const url = `${core.apiUrl}/branches/${encodeURIComponent(branch)}/protection`;
  const { requiredContexts, requiredApprovals = 0, strict = false } = protection;
  return {
    url,
    ...(requiredContexts !== undefined && {
      required_status_checks: {
        url: `${url}/required_status_checks`,
        strict,
        contexts: requiredContexts,
        contexts_url: `${url}/required_status_checks/contexts`,
        checks: requiredContexts.map((context) => ({ context, app_id: null })),
      },
    }),
    ...(asksForReviews(protection) && {
      required_pull_request_reviews: {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: protection.dismissStale === true,
        require_code_owner_reviews: (protection.codeOwners ?? []).length > 0,
        require_last_push_approval: protection.lastPushApproval === true,
        required_approving_review_count: requiredApprovals,
      },
    }),
    required_conversation_resolution: { enabled: protection.conversations === true },
    required_signatures: { url: `${url}/required_signatures`, enabled: protection.signatures === true },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: true },
  };
}

/** REST `repository-rule-detailed` list: the same rules as a ruleset shows them. */
export function rulesBody(core: Core, protection: Protection) {
  const { requiredContexts, requiredApprovals = 0, strict = false, mergeQueue = false } = protection;
  const source = {
    ruleset_source_type: 'Repository',
    ruleset_source: `${core.owner}/${core.repo}`,
    ruleset_id: 1,
  };
  return [
    ...(requiredContexts === undefined
      ? []
      : [
          {
            type: 'required_status_checks',
            parameters: {
              strict_required_status_checks_policy: strict,
              required_status_checks: requiredContexts.map((context) => ({ context })),
            },
            ...source,
          },
        ]),
    ...(asksForReviews(protection)
      ? [
          {
            type: 'pull_request',
            parameters: {
              required_approving_review_count: requiredApprovals,
              dismiss_stale_reviews_on_push: protection.dismissStale === true,
              require_code_owner_review: (protection.codeOwners ?? []).length > 0,
              require_last_push_approval: protection.lastPushApproval === true,
              required_review_thread_resolution: protection.conversations === true,
            },
            ...source,
          },
        ]
      : []),
    ...(protection.signatures === true ? [{ type: 'required_signatures', ...source }] : []),
    ...(mergeQueue
      ? [
          {
            type: 'merge_queue',
            parameters: {
              check_response_timeout_minutes: 60,
              grouping_strategy: 'ALLGREEN',
              max_entries_to_build: 5,
              max_entries_to_merge: 5,
              merge_method: 'MERGE',
              min_entries_to_merge: 1,
              min_entries_to_merge_wait_minutes: 5,
            },
            ...source,
          },
        ]
      : []),
  ];
}
