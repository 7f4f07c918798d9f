import picocolors from 'picocolors';

/** The few colours that the views use. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly busy: (text: string) => string;
  readonly alarm: (text: string) => string;
}

/** @param colors - false leaves every text as it is: for a pipe, a file, `NO_COLOR` (https://no-color.org). */
export function createPaint(colors: boolean): Paint {
  const { bold, dim, green, cyan, yellow } = picocolors.createColors(colors);
  return { bold, dim, good: green, busy: cyan, alarm: yellow };
}
