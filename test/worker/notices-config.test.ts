import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { InvalidConfig } from '../../worker/config-problems.ts';
import { readConfig, type Config } from '../../worker/config.ts';
import { readSecrets } from '../../worker/secrets.ts';
import { createServices } from '../../worker/wiring.ts';

const CHANNELS = {
  team: { kind: 'slack', urlEnv: 'SLACK_URL' },
  desk: { kind: 'webhook', url: 'https://desk.example.org/hook/', secretEnv: 'DESK_SECRET' },
  hidden: { kind: 'webhook', urlEnv: 'HIDDEN_URL', secretEnv: 'HIDDEN_SECRET' },
};
const ENV = { GITHUB_TOKEN: 'g', JENKINS_USER: 'bot', JENKINS_TOKEN: 'j' };
const OURS = {
  SLACK_URL: 'https://hooks.example.org/1',
  DESK_SECRET: 'a',
  HIDDEN_URL: 'https://hidden.example.org/2',
  HIDDEN_SECRET: 'b',
};

function configWith(reminders?: unknown, channels: unknown = CHANNELS): Config {
  const stage = {
    name: 'live',
    registry: 'https://live.example.org',
    job: 'job/storage/job/live',
    serves: ['live'],
    ...(reminders !== undefined && { reminders }),
  };
  const sections = {
    github: { repository: 'acme/storage' },
    jenkins: { url: 'https://ci.example.org' },
    pipeline: { stages: [stage] },
    notices: { channels },
  };
  return readConfig('limelight.yaml', stringify(sections));
}

function problemsOf(reminders: unknown, channels?: unknown): readonly string[] {
  try {
    configWith(reminders, channels);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.problems;
    throw error;
  }
}

describe("a stage's reminders", () => {
  const meaningOf = (reminders?: unknown) => configWith(reminders).pipeline.stages[0]?.reminders;

  it('are none unless there are some', () => {
    expect(meaningOf()).toBeUndefined();
    expect(meaningOf({ after: '4h' })).toEqual({ afterMs: 14_400_000, to: ['pull-request'] });
  });

  it("go into journeys whole, with the zone's clocks", () => {
    const quiet = { from: '20:00', to: '07:00', zone: 'Asia/Kathmandu', weekends: true };
    const rungs = { after: '4h', every: '1d', escalateAfter: '3d', parkAfter: '14d' };
    const who = { to: ['team', '@ada'], escalateTo: ['@acme/leads', 'desk'] };
    expect(meaningOf({ ...rungs, ...who, quiet })).toEqual({
      afterMs: 14_400_000,
      everyMs: 86_400_000,
      escalateAfterMs: 259_200_000,
      parkAfterMs: 1_209_600_000,
      ...who,
      quiet: { ...quiet, offsets: [{ since: expect.any(Number), minutes: 345 }] },
    });
  });

  const channel =
    'pipeline: the reminders of live go to "ops", which is no channel; there are: pull-request, team, desk, hidden. A person is written @LOGIN.';
  it.each([
    ['no time', { every: '1d' }, 'after is missing: give how long something may wait'],
    ['no pause', { after: '1h', every: '0s' }, 'every must be the time between two reminders'],
    [
      'an hour that is none',
      { after: '1h', quiet: { from: '25:00', to: '07:00', zone: 'UTC' } },
      'quiet.from must be when quiet hours begin, as HH:MM',
    ],
    [
      'a zone that is none',
      { after: '1h', quiet: { from: '20:00', to: '07:00', zone: 'Europe/Atlantis' } },
      'quiet.zone must be the IANA name of a time zone',
    ],
    [
      'a misspelt key',
      { after: '1h', escalate: '1d' },
      'has no key "escalate": the keys are after, every, escalateAfter',
    ],
    [
      'a recipient that is none',
      { after: '1h', to: ['ada@example.org'] },
      'to[0] must be @LOGIN, @OWNER/TEAM, or the name of a channel',
    ],
    ['a channel that is not there', { after: '1h', to: ['ops'] }, channel],
    ['a channel that is not there, for an escalation', { after: '1h', escalateTo: ['ops'] }, channel],
  ])('are refused with %s, naming the fix', (_what, reminders, problem) => {
    expect(problemsOf(reminders)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('the channels', () => {
  it('have their secrets in the environment, and those that are missing are named', () => {
    expect(readSecrets(configWith(), { ...ENV, ...OURS }).channels).toEqual({
      team: { url: 'https://hooks.example.org/1' },
      desk: { secret: 'a' },
      hidden: { url: 'https://hidden.example.org/2', secret: 'b' },
    });
    expect(() => readSecrets(configWith(), ENV)).toThrow(
      'SLACK_URL (named by notices.channels.team.urlEnv), DESK_SECRET (named by notices.channels.desk.secretEnv), HIDDEN_URL (named by notices.channels.hidden.urlEnv), HIDDEN_SECRET (named by notices.channels.hidden.secretEnv)',
    );
  });

  it('are found by their names, comments among them', () => {
    const config = configWith();
    const secrets = readSecrets(config, { ...ENV, ...OURS });
    const services = createServices({ config, secrets, namespace: 'default' });
    const kinds = ['pull-request', 'team', 'desk', 'hidden'].map(
      (name) => services.channelOf(name).constructor.name,
    );
    expect(kinds).toEqual(['CommentChannel', 'SlackChannel', 'WebhookChannel', 'WebhookChannel']);
    expect(() => services.channelOf('ops')).toThrow(
      expect.objectContaining({ type: 'NotFound', message: expect.stringContaining('has no channel "ops"') }),
    );
  });

  it.each([
    [
      'a URL in the place of its variable',
      { team: { kind: 'slack', urlEnv: 'https://hooks.slack.com/1' } },
      'team.urlEnv must be the name of the environment variable',
    ],
    ['an unknown kind', { team: { kind: 'mail' } }, 'team.kind must have a kind: slack or webhook'],
    [
      'two addresses',
      { team: { ...CHANNELS.hidden, url: 'https://x' } },
      'team must have url or urlEnv, one of them',
    ],
    ['the name that comments have', { 'pull-request': CHANNELS.team }, 'pull-request'],
  ])('are refused with %s', (_what, channels, problem) => {
    expect(problemsOf(undefined, channels)).toEqual([expect.stringContaining(problem)]);
  });
});
