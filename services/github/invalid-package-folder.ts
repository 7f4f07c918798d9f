/** Thrown for a folder that is not the package version it is said to be; `message` says what to mend. */
export class InvalidPackageFolder extends Error {
  override readonly name = 'InvalidPackageFolder';
  readonly folder: string;

  constructor(folder: string, why: string, cause?: unknown) {
    super(`${folder}: ${why}`, { cause });
    this.folder = folder;
  }
}
