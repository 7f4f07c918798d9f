import { z } from 'zod';
import { approvers, people } from './approvers-schema.ts';
import { count, duration, flag, form, list, oneOf, section, text, url, variable } from './config-fields.ts';
import { deploy } from './deploy-schema.ts';
import { notices } from './notices-schema.ts';
import { reminders } from './reminders-schema.ts';

const listenAddress = (what: string) =>
  form(/^[^\s:]+:\d+$/, `HOST:PORT for ${what}, such as 127.0.0.1:9464`);

const token = section('A token of a user', {
  tokenEnv: variable('the GitHub token').default('GITHUB_TOKEN'),
});
const app = section('A GitHub App', {
  appId: count(1, 'the id of the GitHub App'),
  installationId: count(1, 'the id of the installation of the GitHub App on the storage'),
  privateKeyEnv: variable("the GitHub App's private key (PEM)"),
});

const github = section('Where the package storage is', {
  apiUrl: url(
    'the URL of the GitHub API: https://api.github.com, or https://HOST/api/v3 of a GitHub Enterprise',
  ).default('https://api.github.com'),
  repository: form(/^[\w.-]+\/[\w.-]+$/, 'the package storage as OWNER/NAME'),
  auth: z
    .union([token, app], {
      error: 'must be { tokenEnv: NAME } or { appId: N, installationId: N, privateKeyEnv: NAME }',
    })
    .default({ tokenEnv: 'GITHUB_TOKEN' }),
  mergeMethod: oneOf(['squash', 'merge', 'rebase'], 'How pull requests are merged').default('squash'),
});

const jenkins = section('Where the images are built', {
  url: url('the root URL of Jenkins, such as https://ci.example.org'),
  userEnv: variable('the Jenkins user').default('JENKINS_USER'),
  tokenEnv: variable("the Jenkins user's API token").default('JENKINS_TOKEN'),
});

const temporal = section(
  'Which part of Temporal is used; how to reach it stands in TEMPORAL_ADDRESS and its like',
  {
    taskQueue: text('the name of the task queue').default('limelight'),
    namespace: text('the namespace, one for each storage, where TEMPORAL_NAMESPACE names none').default(
      'default',
    ),
    uiUrl: url('the root URL of the Temporal UI, for links to journeys').optional(),
  },
);

const worker = section('The worker process', {
  metrics: listenAddress('Prometheus metrics').optional(),
  health: listenAddress('/healthz and /readyz').optional(),
  shutdownGrace: duration('how long running activities may go on when the worker is asked to end').prefault(
    '30s',
  ),
});

const gateway = section('The gateway: webhooks of GitHub and notifications of Jenkins wake journeys early', {
  listen: listenAddress('what GitHub and Jenkins send').default('127.0.0.1:8085'),
  secretEnv: variable('the secret of the GitHub webhook').default('GITHUB_WEBHOOK_SECRET'),
  jenkinsTokenEnv: variable('the token that Jenkins proves itself with').optional(),
});

/** Of a gateway of which the file says nothing. */
export const DEFAULT_GATEWAY: z.output<typeof gateway> = gateway.parse({});

const supersede = (what: string) => oneOf(['side-by-side', 'stop-older'], what);

const checks = section('Checks and statuses of a pull request', {
  required: list(
    text('the name of a check'),
    'checks that must be green besides those that the branch requires',
  ).default([]),
  whenNone: oneOf(['wait', 'pass'], 'What it means that no check has reported').default('wait'),
});

const stage = section('A stage of the pipeline', {
  name: form(/^[a-z][a-z0-9_]*$/, 'the name of the stage: a-z, 0-9 and _, a letter first'),
  branch: text("the stage's branch of the storage")
    .optional()
    .describe('The branch of the storage; the same as the name unless given'),
  registry: url("the URL of the stage's registry, such as https://registry-snapshot.example.org"),
  job: form(
    /^\/?job\/[^/\s]+(\/job\/[^/\s]+)*\/?$/,
    'the path of the Jenkins job that builds the branch, such as job/Beats/job/package-storage/job/snapshot',
  ).transform((path) => path.replace(/^\/|\/$/g, '')),
  serves: list(
    text('the name of a stage'),
    'the names of the stages whose branches the registry serves, its own among them',
  ),
  approvals: count(0, 'how many different people must approve a change, 0 or more').default(1),
  via: list(
    oneOf(['review', 'signal'], 'A GitHub review, or `limelight approve`'),
    'ways of approving that count: review, signal',
  ).default(['review', 'signal']),
  approvers: approvers.optional(),
  requesterApproves: flag('whether who asked for a journey may approve it').default(false),
  checks: checks.prefault({}),
  content: oneOf(['full', 'manifest', 'presence'], "How closely the registry's content is compared").default(
    'full',
  ),
  proofs: count(1, 'how many looks in a row must find the version served, 1 or more').default(3),
  proofSpacing: duration('the time between two of these looks').optional(),
  rolloutWindow: duration(
    'how long a registry is watched after a removal when nothing witnesses its roll-out: 4h; with manual or kubernetes, until it is told that the image is out',
  ).optional(),
  deploy,
  promotion: oneOf(['automatic', 'manual'], 'What leads on from the stage besides its proof').default(
    'automatic',
  ),
  soak: duration('how long a version stays at the stage, from its proof on, before it goes on').optional(),
  skippable: list(
    oneOf(['remove', 'publish', 'verify'], 'A kind of step'),
    'the kinds of step at the stage that a person may skip: remove, publish, verify',
  ).default([]),
  supersede: supersede(
    'What becomes of an older version of a package that is at the stage when a newer one sets out',
  ).optional(),
  reminders,
});

const waits = section('How long between two looks', {
  pullRequest: duration('between two looks at a pull request that waits for people').optional(),
  watch: duration('between two looks of the watcher at all open pull requests').optional(),
  checks: duration(
    'between the first two looks at a pull request whose checks run; each pause is twice the one before',
  ).optional(),
  silence: duration(
    'how long checks may be silent until a wait for them says which never reported',
  ).optional(),
  build: duration('between two looks at a Jenkins job').optional(),
  quiet: duration('a publisher waits for more requests before it looks for a build').optional(),
  quietMost: duration('the most that such waits may hold a build back').optional(),
  registry: duration('between two looks at a registry').optional(),
  attempt: duration('how long one attempt of an activity may take').optional(),
  heartbeat: duration('how soon a worker that died is noticed').optional(),
  comment: duration(
    'how long a pull request is open until a comment tells where its journey stands, and between two edits of it',
  ).optional(),
  longestBuild: duration('how long a build may run until it is taken for dead').optional(),
  retry: duration('the longest pause between two attempts at what is out of order').optional(),
});

const pipeline = section('The stages, the least mature first', {
  stages: list(stage, 'stages, the least mature first'),
  supersede: supersede(
    'What becomes of an older version of a package when a newer one sets out, where its stage does not say',
  ).default('side-by-side'),
  route: list(
    text('the name of a stage'),
    'the names of the stages that a journey visits unless it is told otherwise',
  ).optional(),
});

/** What `limelight.yaml` may say. */
export const configSchema = section('The configuration of Limelight', {
  github,
  jenkins,
  temporal: temporal.prefault({}),
  worker: worker.prefault({}),
  gateway: gateway.optional(),
  pipeline,
  people: people.default({}),
  waits: waits.prefault({}),
  notices: notices.prefault({}),
});

/** `limelight.yaml` with its defaults filled in and its durations in milliseconds. */
export type ConfigFile = z.output<typeof configSchema>;

/** The JSON Schema by which editors complete and check `limelight.yaml`. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
}
