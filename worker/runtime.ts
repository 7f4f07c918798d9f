import { DefaultLogger, Runtime } from '@temporalio/worker';

/**
 * Sets up the SDK's core for this process: logs on standard error, and Prometheus metrics where an address is
 * given. The core also hears SIGINT and SIGTERM and asks the workers to end; nobody else may handle these.
 *
 * A process has one core: to be called once, before the first connection.
 *
 * @throws the SDK's error when the address is taken, or when the core is there already.
 */
export function installRuntime(metrics: string | undefined): Runtime {
  return Runtime.install({
    logger: new DefaultLogger('INFO'),
    ...(metrics === undefined
      ? {}
      : { telemetryOptions: { metrics: { prometheus: { bindAddress: metrics } } } }),
  });
}
