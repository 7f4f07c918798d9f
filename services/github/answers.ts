import { z } from 'zod';

/** The shapes of the answers to `queries.ts`; what we did not ask for is dropped. */

const id = z.string().regex(/^[0-9a-f]{40}$/);
const actor = z.object({ __typename: z.string(), login: z.string() }).nullable();
const file = z.object({ type: z.string(), oid: id }).nullable();
const commit = z.object({ oid: id, version: file });
const ref = z.object({ target: commit }).nullable();
const entries = z.array(z.object({ name: z.string(), mode: z.number().int(), type: z.string(), oid: id }));
const folder = z
  .object({ object: z.object({ entries }).nullable() })
  .nullable()
  .optional();
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

/** A list as GraphQL pages it; a hole in it (something forbidden) is no answer. */
function nodes<Node extends z.ZodType>(node: Node) {
  return z.object({ nodes: z.array(node) });
}

function inRepository<Shape extends z.ZodType>(shape: Shape) {
  return z.object({ repository: shape });
}

const contexts = z.object({
  pageInfo,
  nodes: z.array(
    z.discriminatedUnion('__typename', [
      z.object({
        __typename: z.literal('CheckRun'),
        name: z.string(),
        status: z.string(),
        conclusion: z.string().nullable(),
        startedAt: z.string().nullable(),
        detailsUrl: z.string().nullable(),
        isRequired: z.boolean(),
      }),
      z.object({
        __typename: z.literal('StatusContext'),
        context: z.string(),
        state: z.string(),
        createdAt: z.string(),
        targetUrl: z.string().nullable(),
        isRequired: z.boolean(),
      }),
    ]),
  ),
});

const changedFiles = z.object({
  pageInfo,
  nodes: z.array(z.object({ path: z.string(), changeType: z.string() })),
});

export const WHO_AM_I_ANSWER = z.object({ viewer: z.object({ login: z.string().min(1) }) });

export const BRANCHES_ANSWER = inRepository(z.record(z.string(), ref));

const treeAt = z.object({ oid: id, tree: z.object({ oid: id }), version: file.optional() });
export const TREE_ANSWER = inRepository(
  z.object({
    object: z.union([treeAt, z.object({ target: treeAt }), z.object({}).strict()]).nullable(),
  }),
);

export const GROUND_ANSWER = inRepository(
  z.object({
    base: z
      .object({
        target: commit.extend({
          tree: z.object({ oid: id, entries: entries.optional() }),
          packages: folder,
          package: folder,
        }),
      })
      .nullable(),
    head: ref,
    keeper: ref.optional(),
    pullRequests: nodes(
      z.object({
        number: z.number().int(),
        url: z.string(),
        headRefOid: id,
        body: z.string(),
        author: actor,
        isCrossRepository: z.boolean(),
        baseRefName: z.string(),
        labels: nodes(z.object({ name: z.string() })).nullable(),
      }),
    ),
  }),
);

const rule = z
  .object({
    type: z.string(),
    parameters: z
      .object({
        requiredStatusChecks: z.array(z.object({ context: z.string() })).optional(),
        requiredApprovingReviewCount: z.number().optional(),
        dismissStaleReviewsOnPush: z.boolean().optional(),
        requireCodeOwnerReview: z.boolean().optional(),
        requireLastPushApproval: z.boolean().optional(),
        requiredReviewThreadResolution: z.boolean().optional(),
      })
      .nullable(),
  })
  .nullable();

const branchProtectionRule = z.object({
  requiresStatusChecks: z.boolean(),
  requiredStatusCheckContexts: z.array(z.string().nullable()).nullable(),
  requiresApprovingReviews: z.boolean(),
  requiredApprovingReviewCount: z.number().nullable(),
  dismissesStaleReviews: z.boolean(),
  requiresCodeOwnerReviews: z.boolean(),
  requireLastPushApproval: z.boolean(),
  requiresConversationResolution: z.boolean(),
  requiresCommitSignatures: z.boolean(),
});

const refUpdateRule = z.object({
  requiredApprovingReviewCount: z.number().nullable(),
  requiresCodeOwnerReviews: z.boolean(),
  requiresConversationResolution: z.boolean(),
  requiresSignatures: z.boolean(),
});

export const PULL_REQUEST_ANSWER = inRepository(
  z.object({
    keeper: ref.optional(),
    pullRequest: z
      .object({
        number: z.number().int(),
        url: z.string(),
        state: z.enum(['OPEN', 'MERGED', 'CLOSED']),
        isDraft: z.boolean(),
        title: z.string(),
        body: z.string(),
        author: actor,
        headRefName: z.string(),
        headRefOid: id,
        baseRefName: z.string(),
        isCrossRepository: z.boolean(),
        changedFiles: z.number().int(),
        files: changedFiles.nullable(),
        mergedAt: z.string().nullable(),
        mergedBy: actor,
        mergeCommit: z.object({ oid: id }).nullable(),
        mergeable: z.enum(['MERGEABLE', 'CONFLICTING', 'UNKNOWN']),
        mergeStateStatus: z.string(),
        reviewDecision: z.string().nullable(),
        isInMergeQueue: z.boolean(),
        isMergeQueueEnabled: z.boolean(),
        headRef: ref,
        baseRef: z
          .object({
            target: commit,
            branchProtectionRule: branchProtectionRule.nullable(),
            refUpdateRule: refUpdateRule.nullable(),
            rules: nodes(rule).nullable(),
          })
          .nullable(),
        reviews: nodes(
          z.object({
            author: actor,
            state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']),
            submittedAt: z.string().nullable(),
            authorCanPushToRepository: z.boolean(),
            commit: z.object({ oid: id }).nullable(),
          }),
        ).nullable(),
        reviewThreads: nodes(z.object({ isResolved: z.boolean() })),
        reviewRequests: nodes(
          z.object({
            asCodeOwner: z.boolean(),
            requestedReviewer: z.object({ __typename: z.string(), login: z.string().optional() }).nullable(),
          }),
        ).nullable(),
        commits: nodes(
          z.object({ commit: z.object({ signature: z.object({ isValid: z.boolean() }).nullable() }) }),
        ),
        statusCheckRollup: z.object({ contexts }).nullable(),
      })
      .nullable(),
  }),
);

export const MORE_CONTEXTS_ANSWER = inRepository(
  z.object({
    pullRequest: z.object({ headRefOid: id, statusCheckRollup: z.object({ contexts }).nullable() }),
  }),
);

export const MORE_FILES_ANSWER = inRepository(
  z.object({ pullRequest: z.object({ headRefOid: id, files: changedFiles.nullable() }) }),
);

export const MERGE_ANSWER = inRepository(
  z.object({
    pullRequest: z.object({
      state: z.enum(['OPEN', 'MERGED', 'CLOSED']),
      headRefOid: id,
      mergeCommit: z.object({ oid: id }).nullable(),
    }),
  }),
);

export const OPEN_CHANGES_ANSWER = inRepository(
  z.record(
    z.string(),
    nodes(
      z.object({
        number: z.number().int(),
        url: z.string(),
        headRefName: z.string(),
        body: z.string(),
        isCrossRepository: z.boolean(),
      }),
    ),
  ),
);

const counts = z.array(z.object({ state: z.string(), count: z.number().int() })).nullable();

const picture = z.object({
  number: z.number().int(),
  headRefName: z.string(),
  headRefOid: id,
  baseRefName: z.string(),
  isCrossRepository: z.boolean(),
  state: z.enum(['OPEN', 'MERGED', 'CLOSED']),
  isDraft: z.boolean(),
  isInMergeQueue: z.boolean(),
  reviewDecision: z.string().nullable(),
  latestOpinionatedReviews: nodes(
    z.object({ author: actor, state: z.string(), commit: z.object({ oid: id }).nullable() }),
  ).nullable(),
  reviewThreads: nodes(z.object({ isResolved: z.boolean() })),
  statusCheckRollup: z
    .object({
      state: z.string(),
      contexts: z.object({ checkRunCountsByState: counts, statusContextCountsByState: counts }),
    })
    .nullable(),
});

export const PICTURES_ANSWER = inRepository(z.object({ pullRequests: nodes(picture).extend({ pageInfo }) }));

export const PICTURES_BY_NUMBER_ANSWER = inRepository(z.record(z.string(), picture.nullable()));

/** Empty for an id that names no commit. */
export const PULL_REQUESTS_OF_COMMIT_ANSWER = inRepository(
  z.object({
    object: z
      .object({
        associatedPullRequests: nodes(
          z.object({
            number: z.int(),
            state: z.string(),
            headRefName: z.string(),
            headRefOid: id,
            isCrossRepository: z.boolean(),
          }),
        )
          .nullable()
          .optional(),
      })
      .nullable(),
  }),
);

/** What an id names: a commit, another kind of object, or nothing. */
function committed<Shape extends z.ZodRawShape>(more: Shape) {
  const commit = z.object({ committedDate: z.iso.datetime({ offset: true }), ...more });
  return z.union([commit, z.object({}).strict()]).nullable();
}

export const CONTAINED_ANSWER = inRepository(
  z
    .object({
      inCommit: committed({
        history: nodes(z.object({ oid: id })).extend({ pageInfo: z.object({ hasNextPage: z.boolean() }) }),
      }),
    })
    .catchall(committed({})),
);

export const LISTED_CHANGES_ANSWER = inRepository(
  z.object({
    pullRequests: nodes(
      z.object({
        number: z.int(),
        url: z.string(),
        headRefName: z.string(),
        isCrossRepository: z.boolean(),
      }),
    ).extend({ pageInfo }),
  }),
);

export const ADDITIONS_ANSWER = inRepository(
  z.object({
    pullRequests: nodes(
      z.object({
        number: z.int(),
        url: z.string(),
        author: actor,
        headRefName: z.string(),
        baseRefName: z.string(),
        isCrossRepository: z.boolean(),
        headRef: ref,
        baseRef: ref,
      }),
    ).extend({ pageInfo }),
  }),
);

export const FILES_OF_ANSWER = inRepository(
  z.record(z.string(), z.object({ number: z.int(), files: changedFiles.nullable() }).nullable()),
);

export const LISTED_PACKAGES_ANSWER = inRepository(
  z.record(z.string(), z.object({ target: z.object({ oid: id, packages: folder }) }).nullable()),
);

const strange = z.object({}).strict();
const packages = z.union([z.object({ packages: folder }).required(), strange]).nullable();
export const PACKAGES_ANSWER = inRepository(z.object({ before: packages, after: packages }));

export const TREES_ANSWER = inRepository(
  z.record(z.string(), z.union([z.object({ entries }), strange]).nullable()),
);

export const HOLDERS_ANSWER = inRepository(z.record(z.string(), z.record(z.string(), file).nullable()));

export type PullRequestAnswer = NonNullable<z.infer<typeof PULL_REQUEST_ANSWER>['repository']['pullRequest']>;
export type AdditionAnswer = z.infer<typeof ADDITIONS_ANSWER>['repository']['pullRequests']['nodes'][number];
export type PictureAnswer = z.infer<typeof picture>;
export type ContextAnswer = z.infer<typeof contexts>['nodes'][number];
export type ActorAnswer = z.infer<typeof actor>;
export type FileAnswer = z.infer<typeof file>;
export type RefAnswer = z.infer<typeof ref>;
export type FilesOfAnswer = z.infer<typeof FILES_OF_ANSWER>['repository'][string];
export type EntriesAnswer = z.infer<typeof entries>;
