import { expect, it } from 'vitest';
import { keepComment } from '../../activities/keep-comment.ts';
import { sandboxServices } from '../support/services.ts';

it('keeps one comment for each journey, and leaves it alone while it says so already', async () => {
  const { sandbox, services } = await sandboxServices();
  const { github } = sandbox;
  await github.pushCommit('a', { a: 'a' }, 'teammate', 'Add', 'staging');
  const { number } = await github.openPullRequest({
    title: 'Add',
    head: 'a',
    base: 'staging',
    login: 'teammate',
  });
  const input = { number, workflowId: 'package/orchestra@1.1.0', text: 'Waits for checks' };
  const { id, changed } = await keepComment(services, input);
  expect(changed).toBe(true);
  expect(await keepComment(services, input)).toEqual({ id, changed: false });
  expect(await keepComment(services, { ...input, text: 'Merged', id })).toEqual({ id, changed: true });
  const other = await keepComment(services, { ...input, workflowId: 'package/orchestra@1.1.0-rc1' });
  expect(other.id).not.toBe(id);
});
