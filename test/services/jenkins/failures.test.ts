import { describe, expect, onTestFinished, test } from 'vitest';
import { JenkinsAnswerUnexpected } from '../../../services/jenkins/jenkins-answer-unexpected.ts';
import { JenkinsError } from '../../../services/jenkins/jenkins-error.ts';
import { JenkinsUnreachable } from '../../../services/jenkins/jenkins-unreachable.ts';
import { Jenkins } from '../../../services/jenkins/jenkins.ts';
import { startFake } from '../fake-service.ts';
import { jenkinsWith, JOB, OWN } from './fake-jenkins.ts';

describe('what goes wrong', () => {
  const route = `GET /${JOB}/api/json`;
  const look = (jenkins: Jenkins): Promise<unknown> => jenkins.lookAtJob(JOB, 'acme/storage');

  test.each([
    [400, 'bad request', '400 Bad Request: bad request'],
    [
      401,
      '<html><title>Error 401 Invalid password/token for user: x</title>',
      '401 Unauthorized: Error 401 Invalid',
    ],
    [403, '', '403 Forbidden (limelight-bot lacks the permission hudson.model.Item.Read)'],
    [404, '<!DOCTYPE html><h1>Not Found</h1>', '404 Not Found: Not Found'],
    [409, 'snapshot is not buildable', '409 Conflict: snapshot is not buildable'],
    [429, '', '429 Too Many Requests'],
    [500, '<html><body>Oops!</body></html>', '500 Internal Server Error: a page in HTML'],
    [502, '', '502 Bad Gateway'],
    [503, '<html><title>Starting Jenkins</title></html>', '503 Service Unavailable: Starting Jenkins'],
    [504, 'x'.repeat(500), `504 Gateway Timeout: ${'x'.repeat(197)}...`],
  ])('the status %i', async (status, body, sentence) => {
    const headers = {
      'x-you-are-authenticated-as': 'limelight-bot',
      'x-required-permission': 'hudson.model.Item.Read',
    };
    const { jenkins, fake } = await jenkinsWith({ [route]: { status, body, headers } });
    const error = await look(jenkins).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(JenkinsError);
    expect(error).toMatchObject({ status, operation: 'lookAtJob' });
    expect(String(error)).toContain(`[GET] "${fake.url}/${JOB}/api/json?tree=`);
    expect(String(error)).toContain(`": ${sentence}`);
  });

  test('Retry-After is kept', async () => {
    const { jenkins } = await jenkinsWith({ [route]: { status: 503, headers: { 'retry-after': '90' } } });
    await expect(look(jenkins)).rejects.toMatchObject({ status: 503, retryAfterMs: 90_000 });
  });

  test.each([
    ['a login page with the status 200', { headers: OWN, body: '\n<!DOCTYPE html><title>Sign in</title>' }],
    ['JSON that is not from Jenkins', { body: { builds: [] } }],
    ['broken JSON', { headers: OWN, body: '{"builds":[' }],
    ['JSON of something else, such as a folder', { headers: OWN, body: { jobs: [] } }],
    ['a redirect to a login', { status: 302, headers: { location: '/login?from=%2F' } }],
    [
      'a redirect to single sign-on',
      { status: 303, headers: { location: 'https://ci/securityRealm/commenceLogin' } },
    ],
  ])('%s', async (_title, answer) => {
    const { jenkins, fake } = await jenkinsWith({ [route]: answer });
    await expect(look(jenkins)).rejects.toBeInstanceOf(JenkinsAnswerUnexpected);
    expect(fake.requests).toHaveLength(1);
  });

  test('a trigger that is led to a login', async () => {
    const answer = { status: 302, headers: { location: 'http://ci/login?from=x' } };
    const { jenkins } = await jenkinsWith({ [`POST /${JOB}/buildWithParameters`]: answer });
    await expect(jenkins.trigger(JOB)).rejects.toBeInstanceOf(JenkinsAnswerUnexpected);
  });

  test('a lost answer to a trigger', async () => {
    const { jenkins, fake } = await jenkinsWith({
      [`POST /${JOB}/buildWithParameters`]: (request) => {
        request.socket.destroy();
      },
    });
    await expect(jenkins.trigger(JOB)).rejects.toBeInstanceOf(JenkinsUnreachable);
    expect(fake.requests).toHaveLength(1);
  });

  test('an answer that breaks off', async () => {
    const { jenkins } = await jenkinsWith({
      [route]: (_request, response) => {
        response.writeHead(200, { ...OWN, 'content-length': '1000' });
        response.write('{"builds":[', () => response.destroy());
      },
    });
    await expect(look(jenkins)).rejects.toBeInstanceOf(JenkinsUnreachable);
  });

  test('nobody there', async () => {
    const { jenkins, fake } = await jenkinsWith({});
    await fake.close();
    const error = await look(jenkins).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(JenkinsUnreachable);
    expect(String(error)).toMatch(/no answer: .*ECONNREFUSED/);
  });

  test('an error never tells the token', async () => {
    const { jenkins } = await jenkinsWith({
      [route]: { status: 401, body: 'Invalid password/token for user: limelight-bot' },
    });
    const error = await look(jenkins).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error) + String(error)).not.toMatch(/s3cret|czNjcmV0|Basic/);
  });
});

describe('around each call', () => {
  test('the caller hears the operation and the status', async () => {
    const calls: unknown[] = [];
    const fake = await startFake({
      [`GET /${JOB}/api/json`]: [{ headers: OWN, body: { builds: [] } }, { status: 503 }],
    });
    onTestFinished(() => fake.close());
    const jenkins = new Jenkins({
      url: fake.url,
      user: 'u',
      token: 't',
      onCall: (operation, status) => calls.push([operation, status]),
    });
    await jenkins.lookAtJob(JOB, 'acme/storage');
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).rejects.toThrow('503');
    await fake.close();
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).rejects.toThrow('no answer');
    expect(calls).toEqual([
      ['lookAtJob', 200],
      ['lookAtJob', 503],
      ['lookAtJob', 'unreachable'],
    ]);
  });

  test('the signal ends a call with its own reason', async () => {
    const ending = new AbortController();
    const reason = new Error('cancelled by the journey');
    const fake = await startFake({
      [`GET /${JOB}/api/json`]: () => ending.abort(reason),
    });
    onTestFinished(() => fake.close());
    const jenkins = new Jenkins({ url: fake.url, user: 'u', token: 't', signal: () => ending.signal });
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).rejects.toBe(reason);
  });
});
