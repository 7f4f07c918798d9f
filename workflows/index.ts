export { packageLifecycle } from './package-lifecycle.ts';
