import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readConfig, type Config } from '../worker/config.ts';
import { ExchangeLog } from './exchange-log.ts';
import { copyStorage } from './github/bare-storage.ts';
import { GitHubStandIn, type GitHubStandInOptions } from './github/github-stand-in.ts';
import { ImageStore } from './images/image-store.ts';
import { JenkinsStandIn } from './jenkins/jenkins-stand-in.ts';
import { NoticeReceiver } from './notices/notice-receiver.ts';
import { RegistryStandIn, type RegistryStandInOptions } from './registry/registry-stand-in.ts';
import { createSampleStorage } from './sample-storage.ts';
import { startTeammate, type TeammateOptions } from './teammate.ts';
import { jobPath, SANDBOX_STAGES, writeSandboxConfig, type SandboxPolicies } from './sandbox-config.ts';

/** What a sandbox is made of; nothing is needed. */
export interface SandboxOptions {
  /** Where all its state is; a new folder for temporary files unless given. A sandbox that was there goes on. */
  readonly dataDir?: string | undefined;
  /** A clone, a bare repository or a bundle of a storage, of which a private copy is served. */
  readonly storage?: string | undefined;
  /** GitHub listens here, Jenkins on the next port, then the registries and who takes notices; free ports unless given. */
  readonly portBase?: number | undefined;
  /** Temporal, for the links and for the environment file. */
  readonly temporal?: { readonly address: string; readonly uiUrl: string | undefined } | undefined;
  /** Lets a scripted teammate approve the bot's pull requests so many milliseconds after CI is green. */
  readonly teammate?: TeammateOptions | undefined;
  /** In what the `limelight.yaml` is otherwise. */
  readonly policies?: SandboxPolicies;
  /** CI that is quick and green unless given; undefined: none at all. */
  readonly ci?: GitHubStandInOptions['ci'];
  /** What GitHub asks for before it merges, by branch; nothing unless given. */
  readonly protection?: GitHubStandInOptions['protection'];
  /** The members of teams at GitHub; no team unless given. */
  readonly teams?: GitHubStandInOptions['teams'];
  /** After a second and by itself unless given; the configuration says the same of each stage. */
  readonly rollout?: RegistryStandInOptions['rollout'] | undefined;
  /** Several pods that change over one by one, and a cache before them; one pod, none, and a second unless given. */
  readonly registry?: Pick<
    RegistryStandInOptions,
    'pods' | 'podSwitchMs' | 'cdn' | 'maxAge' | 'searchMaxAge'
  >;
  readonly quietPeriodMs?: number;
  readonly buildMs?: number;
}

/** The outside world on loopback. */
export interface Sandbox {
  readonly dataDir: string;
  /** The bare repository, for git itself to look at. */
  readonly gitDir: string;
  readonly configFile: string;
  readonly config: Config;
  /** What worker and client need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly github: GitHubStandIn;
  readonly jenkins: JenkinsStandIn;
  /** By stage name. */
  readonly registries: Readonly<Record<string, RegistryStandIn>>;
  /** Who takes the notices of the channels `team` (Slack) and `desk` (signed JSON). */
  readonly notices: NoticeReceiver;
  /** Ends the stand-ins; the state stays in the folder. May be called twice. */
  close(): Promise<void>;
}

const [OWNER, REPO] = ['sandbox', 'package-storage'];
const NOTICE_SECRET = 'notice-secret';
const CI: NonNullable<GitHubStandInOptions['ci']> = {
  delayMs: 1_000,
  verdict: () => 'success',
  contexts: ['lint', 'integration'],
};

/**
 * Starts stand-ins for GitHub, Jenkins and three registries on loopback, and writes a `limelight.yaml` and an
 * environment that fit to the folder.
 *
 * @throws the system's error when a port is taken, or the storage cannot be read; nothing is left running then.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const dataDir = resolve(options.dataDir ?? (await mkdtemp(join(tmpdir(), 'limelight-sandbox-'))));
  await mkdir(dataDir, { recursive: true });
  const gitDir = await prepareStorage(dataDir, options.storage);
  const running: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((part) => part.close()));
  };
  try {
    const world = await startStandIns({ ...options, dataDir, gitDir }, running);
    const files = await writeFiles(dataDir, world, options);
    return { dataDir, gitDir, ...files, ...world, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function prepareStorage(dataDir: string, storage: string | undefined): Promise<string> {
  const gitDir = join(dataDir, 'storage.git');
  if (existsSync(gitDir)) return gitDir;
  if (storage === undefined) await createSampleStorage(gitDir);
  else await copyStorage(storage, gitDir);
  return gitDir;
}

interface World {
  readonly github: GitHubStandIn;
  readonly jenkins: JenkinsStandIn;
  readonly registries: Readonly<Record<string, RegistryStandIn>>;
  readonly notices: NoticeReceiver;
}

async function startStandIns(
  options: SandboxOptions & { readonly dataDir: string; readonly gitDir: string },
  running: { close(): Promise<void> }[],
): Promise<World> {
  const { dataDir, gitDir, portBase } = options;
  const part = (name: string, offset: number) => ({
    log: new ExchangeLog(join(dataDir, `${name}.jsonl`)),
    stateFile: join(dataDir, `${name}.state.json`),
    port: portBase === undefined ? 0 : portBase + offset,
  });
  const keep = <T extends { close(): Promise<void> }>(started: T): T => {
    running.push(started);
    return started;
  };
  const github = keep(
    await GitHubStandIn.start({
      gitDir,
      owner: OWNER,
      repo: REPO,
      ...withCi(options),
      ...(options.protection !== undefined && { protection: options.protection }),
      ...(options.teams !== undefined && { teams: options.teams }),
      ...part('github', 0),
    }),
  );
  if (options.teammate !== undefined)
    keep(startTeammate(github, options.teammate.delayMs, options.teammate.reviews));
  const images = new ImageStore(join(dataDir, 'images.state.json'));
  const jenkins = keep(
    await JenkinsStandIn.start({
      gitDir,
      images,
      jobs: SANDBOX_STAGES.map(({ name, layers }) => ({
        stage: name,
        branch: name,
        path: jobPath(name),
        layers,
      })),
      repositoryUrl: `${github.url}/${OWNER}/${REPO}.git`,
      quietPeriodMs: options.quietPeriodMs ?? 500,
      buildMs: options.buildMs ?? 1_500,
      ...part('jenkins', 1),
    }),
  );
  // Last, because each serves from its start the image that Jenkins has for its branch.
  const registries: Record<string, RegistryStandIn> = {};
  for (const [position, { name }] of SANDBOX_STAGES.entries()) {
    registries[name] = keep(
      await RegistryStandIn.start({
        stage: name,
        branch: name,
        gitDir,
        images,
        rollout: options.rollout ?? { mode: 'automatic', delayMs: 1_000 },
        searchMaxAge: 1,
        maxAge: 1,
        ...options.registry,
        ...part(`registry-${name}`, 2 + position),
      }),
    );
  }
  const { log, port } = part('notices', 2 + SANDBOX_STAGES.length);
  const notices = keep(await NoticeReceiver.start({ secret: NOTICE_SECRET, log, port }));
  return { github, jenkins, registries, notices };
}

async function writeFiles(
  dataDir: string,
  { github, jenkins, registries, notices }: World,
  { temporal, policies, rollout }: Pick<SandboxOptions, 'temporal' | 'policies' | 'rollout'>,
): Promise<Pick<Sandbox, 'config' | 'configFile' | 'env'>> {
  const configFile = join(dataDir, 'limelight.yaml');
  const text = writeSandboxConfig({
    github: github.url,
    repository: `${OWNER}/${REPO}`,
    jenkins: jenkins.url,
    registries: Object.fromEntries(Object.entries(registries).map(([stage, { url }]) => [stage, url])),
    uiUrl: temporal?.uiUrl,
    notices: notices.webhookUrl,
    isRolledOutByHand: rollout?.mode === 'manual',
    policies,
  });
  const env = {
    GITHUB_TOKEN: 'bot-token',
    JENKINS_USER: 'limelight-bot',
    JENKINS_TOKEN: 'jenkins-token',
    NOTICE_SECRET,
    SLACK_URL: notices.slackUrl,
    LIMELIGHT_CONFIG: configFile,
    ...(temporal !== undefined && { TEMPORAL_ADDRESS: temporal.address }),
  };
  const lines = Object.entries(env).map(([name, value]) => `export ${name}=${quoteForShell(value)}\n`);
  await writeFile(configFile, text);
  await writeFile(join(dataDir, 'env'), lines.join(''));
  return { config: readConfig(configFile, text), configFile, env };
}

function quoteForShell(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** The built-in CI, unless it was left out on purpose. */
function withCi(options: SandboxOptions): Pick<GitHubStandInOptions, 'ci'> {
  const { ci = 'ci' in options ? undefined : CI } = options;
  return ci === undefined ? {} : { ci };
}
