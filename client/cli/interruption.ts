/** Somebody asked the process to end. */
export class Interrupted extends Error {
  override name = 'Interrupted' as const;

  constructor() {
    super('Interrupted.');
  }
}

/** By shell custom: 128 and the signal's number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
/** Whoever starts us may pass a signal on that we got ourselves: one wish to end, heard twice. */
const ECHO = 1_000;

/**
 * A signal that is aborted, with {@link Interrupted}, when the process is asked to end. Asked again later, the
 * process ends at once, by `process.exit`: a signal's own way ends it without the `exit` event, by which the
 * servers that we started end with us.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  for (const [name, code] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      first ??= Date.now();
      if (Date.now() - first > ECHO) process.exit(code);
      controller.abort(new Interrupted());
    });
  }
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
