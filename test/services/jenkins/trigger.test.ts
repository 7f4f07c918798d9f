import { describe, expect, test } from 'vitest';
import { jenkinsWith, JOB } from './fake-jenkins.ts';

describe('a trigger', () => {
  const ITEM = { location: 'http://wrong-host:8080/queue/item/42/' };
  const NOT_PARAMETERIZED = {
    status: 400,
    body: '<html><title>Error 400 snapshot is not parameterized</title></html>',
  };
  const post = (way: string): string => `POST /${JOB}/${way}`;

  test.each([201, 303])('accepted with %i gives the id in the queue', async (status) => {
    const { jenkins, fake } = await jenkinsWith({ [post('buildWithParameters')]: { status, headers: ITEM } });
    await expect(jenkins.trigger(JOB)).resolves.toEqual({ queueId: 42 });
    expect(fake.requests).toEqual([post('buildWithParameters')]);
  });

  test('accepted without a location has no id', async () => {
    const { jenkins } = await jenkinsWith({ [post('buildWithParameters')]: { status: 201 } });
    await expect(jenkins.trigger(JOB)).resolves.toEqual({ queueId: null });
  });

  test.each([400, 500])('of a job without parameters (%i) goes the other way', async (status) => {
    const { jenkins, fake } = await jenkinsWith({
      [post('buildWithParameters')]: { ...NOT_PARAMETERIZED, status },
      [post('build')]: { status: 201, headers: ITEM },
    });
    await expect(jenkins.trigger(JOB)).resolves.toEqual({ queueId: 42 });
    expect(fake.requests).toEqual([post('buildWithParameters'), post('build')]);
  });

  test.each(['Nothing is submitted', 'This page expects a form submission but had only {}'])(
    'of a job that got its parameters in between (%s) goes back once',
    async (body) => {
      const { jenkins, fake } = await jenkinsWith({
        [post('buildWithParameters')]: [NOT_PARAMETERIZED, { status: 201, headers: ITEM }],
        [post('build')]: { status: 400, body },
      });
      await expect(jenkins.trigger(JOB)).resolves.toEqual({ queueId: 42 });
      expect(fake.requests).toHaveLength(3);
    },
  );

  test('refused both ways ends', async () => {
    const { jenkins, fake } = await jenkinsWith({
      [post('buildWithParameters')]: NOT_PARAMETERIZED,
      [post('build')]: { status: 400, body: 'Nothing is submitted' },
    });
    await expect(jenkins.trigger(JOB)).rejects.toMatchObject({ name: 'JenkinsError', status: 400 });
    expect(fake.requests).toHaveLength(3);
  });

  test('vetoed by a plugin is no success', async () => {
    const { jenkins, fake } = await jenkinsWith({
      [post('buildWithParameters')]: { status: 302, headers: { location: '.' } },
    });
    await expect(jenkins.trigger(JOB)).rejects.toMatchObject({ name: 'JenkinsError', status: 302 });
    expect(fake.requests).toHaveLength(1);
  });

  test('sends neither a delay nor parameters', async () => {
    const { jenkins, fake } = await jenkinsWith({
      [post('buildWithParameters')]: { status: 201, headers: ITEM },
    });
    await jenkins.trigger(JOB);
    expect(fake.requests[0]).not.toContain('?');
    expect(fake.headers[0]?.['content-length']).toBe('0');
  });
});
