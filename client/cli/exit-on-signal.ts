const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ends the process by `process.exit` when it is asked to end. A signal's own way ends it without the `exit`
 * event, by which the servers that we started are ended with us.
 *
 * @returns what undoes it.
 */
export function exitOnSignal(): () => void {
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => {
    const exit = (): void => process.exit(code);
    process.once(signal, exit);
    return () => process.off(signal, exit);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}
