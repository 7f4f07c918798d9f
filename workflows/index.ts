export { branchPublisher } from './branch-publisher.ts';
export { packageLifecycle } from './package-lifecycle.ts';
export { productionLine } from './production-line.ts';
export { repositoryWatcher } from './repository-watcher.ts';
export { storageAudit } from './storage-audit.ts';
