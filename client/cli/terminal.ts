import { createPaint, type Paint } from './paint.ts';

/** Where a command's words go. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  /** Can be drawn over: a person looks at it. */
  readonly isInteractive: boolean;
  readonly paint: Paint;
  /** One line of the answer. */
  print(line: string): void;
  /** One line beside the answer: progress, a problem. It never mixes with `--json`. */
  warn(line: string): void;
  /** Text as it is, control sequences included. */
  write(text: string): void;
  size(): { readonly columns: number; readonly rows: number };
}

/** The process's own terminal. Colours only where a person looks and `NO_COLOR` is not set. */
export function openTerminal({ stdout, stderr, env }: NodeJS.Process = process): Terminal {
  const isInteractive = stdout.isTTY && env['TERM'] !== 'dumb';
  return {
    env,
    isInteractive,
    paint: createPaint(isInteractive && !env['NO_COLOR']),
    print: (line) => void stdout.write(`${line}\n`),
    warn: (line) => void stderr.write(`${line}\n`),
    write: (text) => void stdout.write(text),
    size: () => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 }),
  };
}
