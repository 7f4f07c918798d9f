/** Somebody asked the process to end. */
export class Interrupted extends Error {
  override name = 'Interrupted' as const;

  constructor() {
    super('Interrupted.');
  }
}

/**
 * A signal that is aborted, with {@link Interrupted}, when the process is asked to end for the first time. From
 * then on the process may be ended the hard way.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    for (const name of ['SIGINT', 'SIGTERM']) process.off(name, interrupt);
    controller.abort(new Interrupted());
  };
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, interrupt);
  return controller.signal;
}

/** Ends when the process is asked to end. */
export async function untilInterrupted(signal: AbortSignal = interruption()): Promise<void> {
  if (signal.aborted) return;
  // A listener keeps no process alive; a timer does.
  const alive = setInterval(() => {}, 2 ** 30);
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  clearInterval(alive);
}
