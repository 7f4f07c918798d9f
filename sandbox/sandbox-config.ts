import { stringify } from 'yaml';

/** What the `limelight.yaml` says besides, or otherwise. */
export interface SandboxPolicies {
  /** Of a stage, by its name. */
  readonly stages?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly waits?: Readonly<Record<string, string>>;
}

/** Where the stand-ins are. */
export interface SandboxAddresses {
  readonly github: string;
  readonly repository: string;
  readonly jenkins: string;
  /** By stage name. */
  readonly registries: Readonly<Record<string, string>>;
  /** What takes notices as signed JSON; without it there are no channels. */
  readonly notices?: string | undefined;
  /** The Temporal UI's root, where it is known. */
  readonly uiUrl?: string | undefined;
  /** Images wait for somebody who rolls them out. */
  readonly isRolledOutByHand?: boolean;
  readonly policies?: SandboxPolicies | undefined;
}

/** A stage of the sandbox; its branch has the same name. */
export interface SandboxStage {
  readonly name: string;
  /** The stages that its registry serves besides its own, the most mature first. */
  readonly layers: readonly string[];
}

/** The stages of the package storage, as its own README tells of them. */
export const SANDBOX_STAGES: readonly SandboxStage[] = [
  { name: 'snapshot', layers: ['production', 'staging'] },
  { name: 'staging', layers: ['production'] },
  { name: 'production', layers: [] },
];

/** The path of a stage's Jenkins job. */
export function jobPath(stage: string): string {
  return `job/package-storage/job/${stage}`;
}

/** The text of a `limelight.yaml` for the stand-ins: the real thing, only with waits of a second at most. */
export function writeSandboxConfig({
  github,
  repository,
  jenkins,
  registries,
  notices,
  uiUrl,
  isRolledOutByHand = false,
  policies = {},
}: SandboxAddresses): string {
  const stages = SANDBOX_STAGES.map(({ name, layers }) => ({
    name,
    branch: name,
    registry: registries[name],
    job: jobPath(name),
    serves: [name, ...layers.toReversed()],
    approvals: 1,
    via: ['review', 'signal'],
    content: 'full',
    proofs: 2,
    proofSpacing: '500ms',
    // A person takes longer than a deployment that follows by itself.
    rolloutWindow: isRolledOutByHand ? '1h' : '3s',
    ...(isRolledOutByHand && { deploy: { mode: 'manual', remindAfter: '5s' } }),
    ...policies.stages?.[name],
  }));
  return stringify({
    github: { apiUrl: github, repository, auth: { tokenEnv: 'GITHUB_TOKEN' } },
    jenkins: { url: jenkins },
    temporal: { taskQueue: 'limelight', ...(uiUrl !== undefined && { uiUrl }) },
    worker: { shutdownGrace: '5s' },
    pipeline: { stages },
    ...(notices !== undefined && { notices: { channels: channelsAt(notices) } }),
    waits: {
      pullRequest: '700ms',
      watch: '1s',
      checks: '500ms',
      build: '500ms',
      quiet: '300ms',
      quietMost: '2s',
      registry: '500ms',
      retry: '5s',
      ...policies.waits,
    },
  });
}

function channelsAt(url: string) {
  return {
    team: { kind: 'slack', urlEnv: 'SLACK_URL' },
    desk: { kind: 'webhook', url, secretEnv: 'NOTICE_SECRET' },
  };
}
