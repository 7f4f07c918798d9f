import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { replay } from '../support/replay.ts';
import { smallPackage } from '../support/small-package.ts';
import { untilState } from '../support/journeys.ts';
import { World } from '../support/world.ts';

const TEXT = 'forgotten@1.0.0';
/** The notices that people read on a pull request. */
async function commentsOn({ sandbox, services }: World, number: number): Promise<string[]> {
  const headers = { authorization: 'Bearer bot-token' };
  const url = `${sandbox.github.url}/repos/${services.storage.repository}/issues/${number}/comments`;
  const comments = (await (await fetch(url, { headers })).json()) as readonly { readonly body: string }[];
  return comments.map(({ body }) => body).filter((body) => body.includes('<!-- limelight-notice '));
}

const IN_TIME = { timeout: 30_000 };

describe('a pull request that everybody forgot', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
    world.config = { ...world.config, timing: { ...world.config.timing, changeMs: 600_000 } };
    const to = ['pull-request', 'team', '@teammate'];
    world.setReminders({
      afterMs: 2_500,
      escalateAfterMs: 5_000,
      parkAfterMs: 7_500,
      to,
      escalateTo: ['desk'],
    });
  });
  afterAll(() => world?.close());

  it('is told of in Slack and on GitHub once each, brought before others, and parked; an approval moves it', async () => {
    const { github, notices } = world.sandbox;
    const packageVersion = parsePackageVersion(TEXT);
    const source = await smallPackage(world.sandbox.dataDir, TEXT);
    // Slack is away for a moment: the notice is sent again, and GitHub is not told twice for that.
    notices.faults.add({ kind: 'status', value: '503', match: '/services', times: 1 });
    const titles = (channel: string) =>
      notices.heard.flatMap(({ channel: by, body }) =>
        by === channel ? [String(body[channel === 'slack' ? 'text' : 'title'])] : [],
      );
    await world.withWorker(async () => {
      await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
      const { change } = await untilState(world.handle(TEXT), ({ waiting }) => waiting?.for === 'approval');
      const { parked } = await untilState(world.handle(TEXT), (state) => state.parked !== undefined);
      expect(parked).toBeDefined();
      await expect
        .poll(() => titles('slack'), IN_TIME)
        .toEqual([`Reminder: ${TEXT} waits`, `Parked: ${TEXT} waits, and there will be no more reminders`]);
      await expect
        .poll(() => titles('webhook'), IN_TIME)
        .toEqual([
          `Escalation: ${TEXT} waits, and nobody has seen to it`,
          `Parked: ${TEXT} waits, and there will be no more reminders`,
        ]);
      expect(await commentsOn(world, change?.number ?? 0)).toEqual([
        expect.stringMatching(/^\*\*Reminder: .*@author @teammate.*0 of 1 approvals.*limelight approve/s),
        expect.stringMatching(/^\*\*Parked: .*@author @teammate.*limelight resume/s),
      ]);
      await expect
        .poll(async () => (await world.journeys.list()).map(({ waitingFor }) => waitingFor), IN_TIME)
        .toEqual(['parked']);

      await github.review(change?.number ?? 0, 'teammate', 'APPROVED');
      await world.journeys.nudge(packageVersion);
      const result = await world.handle(TEXT).result();
      expect(result).toMatchObject({ outcome: 'star', notes: [] });
      expect(result.parked).toBeUndefined();
    });
    await replay(world.handle(TEXT));
  });
});
