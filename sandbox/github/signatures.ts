import type { Core } from './core.ts';

/** Whether a commit has a verified signature: GitHub signs those that it makes itself, and here nobody else does. */
export async function isSigned(core: Core, oid: string): Promise<boolean> {
  const commit = await core.git.commit(oid);
  return commit?.committer.email === 'noreply@github.com';
}
