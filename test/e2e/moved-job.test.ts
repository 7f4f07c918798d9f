import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publisherWorkflowId } from '../../domain/names.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { jobPath } from '../../sandbox/sandbox-config.ts';
import { publisherQuery } from '../../workflows/messages.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

const TEXT = 'moved_job@1.0.0';
const NEW_PATH = 'job/new-folder/job/snapshot';

describe('a Jenkins job that was renamed', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
    world.sandbox.jenkins.renameJob(jobPath('snapshot'), NEW_PATH);
  });
  afterAll(() => world?.close());

  it('is told to people; the configuration changed, the worker restarted, retry: the journey goes on', async () => {
    const packageVersion = parsePackageVersion(TEXT);
    const handle = world.handle(TEXT);
    await world.withWorker(async () => {
      const source = await smallPackage(world.sandbox.dataDir, TEXT);
      await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
      const { attention, steps } = await untilState(handle, (state) => state.attention !== undefined);
      expect(attention?.sentence).toContain(jobPath('snapshot'));
      expect(steps.find(({ status }) => status === 'attention')?.id).toBe('publish-snapshot');
      const publisher = world.client.workflow.getHandle(publisherWorkflowId('snapshot'));
      expect(await publisher.query(publisherQuery)).toMatchObject({ attention: { reason: 'not-found' } });
    });

    const { registry = '' } = world.config.addresses.get('snapshot') ?? {};
    const addresses = new Map([...world.config.addresses, ['snapshot', { registry, job: NEW_PATH }]]);
    world.config = { ...world.config, addresses };
    await world.withWorker(async () => {
      await world.journeys.retry(packageVersion, { actor: 'operator' });
      expect(await handle.result()).toMatchObject({ outcome: 'star' });
    });
    const triggers = world.sandbox.jenkins.log.matching(/^POST .*buildWithParameters/);
    expect(triggers.map(({ path }) => path)).toEqual([`/${NEW_PATH}/buildWithParameters`]);
  });
});
