import { describe, expect, test } from 'vitest';
import { JenkinsAnswerUnexpected } from '../../../services/jenkins/jenkins-answer-unexpected.ts';
import type { Fake } from '../fake-service.ts';
import { jenkinsWith, JOB } from './fake-jenkins.ts';

describe('the log of a build', () => {
  /** As Jenkins does: the whole size in a header, the text from `start` on. */
  function log(text: string): Fake {
    return (request, response) => {
      const start = Number(new URL(request.url ?? '', 'http://x').searchParams.get('start'));
      response.writeHead(200, { 'content-type': 'text/plain', 'x-text-size': Buffer.byteLength(text) });
      response.end(Buffer.from(text).subarray(start));
    };
  }
  const route = `GET /${JOB}/7/logText/progressiveText`;

  test('is read at once when it is short', async () => {
    const { jenkins, fake } = await jenkinsWith({ [route]: log('Finished: FAILURE\n') });
    await expect(jenkins.logTail(JOB, 7)).resolves.toBe('Finished: FAILURE\n');
    expect(fake.requests).toHaveLength(1);
  });

  test('is read from near its end when it is long', async () => {
    const { jenkins, fake } = await jenkinsWith({
      [route]: log(`${'line\n'.repeat(500_000)}Finished: FAILURE\n`),
    });
    const tail = await jenkins.logTail(JOB, 7, 1_000);
    expect(tail).toHaveLength(1_000);
    expect(tail).toMatch(/line\nFinished: FAILURE\n$/);
    expect(fake.requests).toHaveLength(2);
  });

  test('begins with a whole character', async () => {
    const { jenkins } = await jenkinsWith({ [route]: log('äöü') });
    await expect(jenkins.logTail(JOB, 7, 3)).resolves.toBe('ü');
  });

  test('of a discarded build is a 404', async () => {
    const { jenkins } = await jenkinsWith({ [route]: { status: 404, body: 'Not Found' } });
    await expect(jenkins.logTail(JOB, 7)).rejects.toMatchObject({ name: 'JenkinsError', status: 404 });
  });

  test('that is a page for people is refused', async () => {
    const { jenkins } = await jenkinsWith({ [route]: { body: '<html>'.padEnd(500_000) } });
    await expect(jenkins.logTail(JOB, 7)).rejects.toBeInstanceOf(JenkinsAnswerUnexpected);
  });
});

test.each([200, 302])('a build is stopped (%i)', async (status) => {
  const { jenkins } = await jenkinsWith({ [`POST /${JOB}/7/stop`]: { status, headers: { location: '.' } } });
  await expect(jenkins.stop(JOB, 7)).resolves.toBeUndefined();
});
