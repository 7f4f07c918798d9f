import type { Config } from '../worker/config.ts';
import { findMissingVariables, MissingSecrets, readSecrets } from '../worker/secrets.ts';
import { GitHubStorage } from '../services/github/github-storage.ts';

/**
 * The storage, for a person's own machine: that has GitHub's secret and seldom those of Jenkins.
 *
 * @throws {@link MissingSecrets} when GitHub's is not there.
 */
export function openStorage(config: Config, env: NodeJS.ProcessEnv): GitHubStorage {
  const missing = findMissingVariables(config, env);
  const needed = missing.filter(({ path }) => path.startsWith('github.'));
  if (needed.length > 0) throw new MissingSecrets(needed);
  const others = Object.fromEntries(missing.map(({ name }) => [name, 'not needed here']));
  const { apiUrl, repository, mergeMethod } = config.github;
  const auth = readSecrets(config, { ...env, ...others }).github;
  return new GitHubStorage({ apiUrl, repository, auth, mergeMethod });
}
