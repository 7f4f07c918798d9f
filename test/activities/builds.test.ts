import { expect, it } from 'vitest';
import { sightBuilds } from '../../activities/builds.ts';
import { inActivity } from '../support/in-activity.ts';
import { sandboxServices } from '../support/services.ts';

it('tells a red build also when its log is gone', async () => {
  const { sandbox, services } = await sandboxServices();
  const { jenkins } = sandbox;
  const newest = async () =>
    (await services.jenkins.lookAtJob(services.jobOf('snapshot'), services.storage.repository)).builds[0];
  const first = await newest();
  jenkins.faults.add({ kind: 'result', value: 'FAILURE', match: 'snapshot #', times: 1 });
  jenkins.faults.add({ kind: '404job', match: 'GET .*/logText' });
  await services.jenkins.trigger(services.jobOf('snapshot'));
  const { snapshot } = await services.storage.lookAtBranches({ name: 'orchestra', version: '1.0.0' }, [
    'snapshot',
  ]);
  await expect.poll(newest, { timeout: 20_000 }).toMatchObject({ result: 'FAILURE' });
  // Only a build of now will do, and not the one that was there.
  const { number = 0, finishedAt } = first ?? {};
  const layers = [{ stage: 'snapshot', build: number, finishedAt: finishedAt ?? 0 }];
  const requests = [{ id: 'a', workflowId: 'package/a@1.0.0', commit: snapshot?.commit ?? '', layers }];
  const seen = await inActivity(() =>
    sightBuilds(services, { stage: 'snapshot', requests, passOver: number }),
  );
  expect(seen).toMatchObject({ outlook: 'red', red: { result: 'FAILURE', log: 'its log is gone' } });
});
