import type { Route } from './call.ts';
import type { Core } from './core.ts';
import type { RateLimits } from './rate-limits.ts';
import { accountRoutes, installationRoute } from './routes-account.ts';
import { administrationRoutes } from './routes-administration.ts';
import { commentRoutes } from './routes-comments.ts';
import { contentsRoutes } from './routes-contents.ts';
import { conversationRoutes } from './routes-conversation.ts';
import { gitObjectRoutes } from './routes-git-objects.ts';
import { gitRefRoutes } from './routes-git-refs.ts';
import { fileRoutes } from './routes-files.ts';
import { issueRoutes } from './routes-issues.ts';
import { pullRoutes } from './routes-pulls.ts';
import { reportRoutes } from './routes-reports.ts';
import { repositoryRoutes } from './routes-repository.ts';
import { teamRoutes } from './routes-teams.ts';

/** Every operation of the REST API; the first that fits is taken, so the narrower paths stand first. */
export function allRoutes(core: Core, rates: RateLimits): Route[] {
  const root = `/repos/${core.owner}/${core.repo}`;
  const ofRepository = [
    ...gitObjectRoutes(core),
    ...gitRefRoutes(core),
    ...fileRoutes(core),
    ...contentsRoutes(core),
    ...reportRoutes(core),
    ...pullRoutes(core),
    ...conversationRoutes(core),
    ...issueRoutes(core),
    ...commentRoutes(core),
    ...administrationRoutes(core),
    ...repositoryRoutes(core),
  ].map((route) => ({ ...route, path: `${root}${route.path}` }));
  return [
    ...accountRoutes(core, rates),
    ...teamRoutes(core),
    installationRoute(core, `${root}/installation`),
    ...ofRepository,
  ];
}
