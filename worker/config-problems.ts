/** Why a configuration is of no use; `problems` has one sentence each, the message all of them. */
export class InvalidConfig extends Error {
  override name = 'InvalidConfig' as const;
  readonly file: string;
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    super([`${file} cannot be used:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.file = file;
    this.problems = problems;
  }
}

/** A path as people write it: `pipeline.stages[1].registry`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : [text, String(part)].filter(Boolean).join('.'),
    '',
  );
}
