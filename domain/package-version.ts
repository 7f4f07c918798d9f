/** One version of one package: the thing that a journey carries. */
export interface PackageVersion {
  /** Letters a-z, digits and underscores: what the registry's own router accepts. */
  readonly name: string;
  /** A strict semantic version, pre-release and build metadata included. */
  readonly version: string;
}

/** Why a text is no package version; `message` says what to write instead. */
export class InvalidPackageVersion extends Error {
  override name = 'InvalidPackageVersion' as const;
  readonly text: string;

  constructor(text: string, why: string) {
    super(
      `${JSON.stringify(shorten(text))} is no package version: ${why}. Write NAME@VERSION, such as nginx@1.6.0.`,
    );
    this.text = text;
  }
}

const NAME = /^[a-z0-9_]+$/;
/** The expression that semver.org suggests. */
const VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/;
/** Git keeps a loose ref in a file: its name, with our prefix, suffix and `.lock`, has 255 bytes. */
const LONGEST = 160;

/**
 * Reads `NAME@VERSION`.
 *
 * @throws {@link InvalidPackageVersion} for anything else: blanks, slashes, `..`, upper case in the name, a
 *   version that is not strict semver (`latest`, `1.2`, `v1.2.3`), or more than 160 characters.
 */
export function parsePackageVersion(text: string): PackageVersion {
  const at = text.indexOf('@');
  if (at < 0) throw new InvalidPackageVersion(text, 'there is no "@" between name and version');
  return checkPackageVersion({ name: text.slice(0, at), version: text.slice(at + 1) });
}

/** Checks the two parts. @throws {@link InvalidPackageVersion} as {@link parsePackageVersion} does. */
export function checkPackageVersion({ name, version }: PackageVersion): PackageVersion {
  const text = `${name}@${version}`;
  if (text.length > LONGEST) throw new InvalidPackageVersion(text, `it is longer than ${LONGEST} characters`);
  if (!NAME.test(name)) throw new InvalidPackageVersion(text, 'a name has only a-z, 0-9 and _');
  if (!VERSION.test(version))
    throw new InvalidPackageVersion(text, 'the version is not a semantic version such as 1.6.0 or 2.0.0-rc1');
  return { name, version };
}

/** `NAME@VERSION`. */
export function formatPackageVersion({ name, version }: PackageVersion): string {
  return `${name}@${version}`;
}

/** Where a branch of the storage keeps a package version: `packages/NAME/VERSION`. */
export function packagePath({ name, version }: PackageVersion): string {
  return `packages/${name}/${version}`;
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
