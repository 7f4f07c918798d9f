import { onTestFinished } from 'vitest';
import { Jenkins } from '../../../services/jenkins/jenkins.ts';
import { startFake, type Fake, type FakeService } from '../fake-service.ts';

export const JOB = 'job/storage/job/snapshot';

/** The header by which Jenkins's own answers are known. */
export const OWN = { 'x-jenkins': '2.541' };

/** A client of a Jenkins that answers so, until the test ends. */
export async function jenkinsWith(
  routes: Record<string, Fake | Fake[]>,
): Promise<{ jenkins: Jenkins; fake: FakeService }> {
  const fake = await startFake(routes);
  onTestFinished(() => fake.close());
  return { jenkins: new Jenkins({ url: fake.url, user: 'limelight-bot', token: 's3cret' }), fake };
}
