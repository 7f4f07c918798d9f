import type { SemVer } from 'semver';
import { parseFlag } from './go-flag.ts';
import type { PackageSummary } from './package-summary.ts';
import { isInRange } from './version-range.ts';
import { isNewerOrEqual, isPrerelease, readLooseVersion } from './versions.ts';

/** What a search or the list of categories is narrowed by. */
export interface SearchFilter {
  readonly all: boolean;
  readonly prerelease: boolean;
  /** The flag of old Kibanas: pre-releases show only while a package has nothing else. */
  readonly experimental: boolean;
  readonly package: string;
  readonly type: string;
  readonly category: string;
  readonly kibanaVersion: SemVer | undefined;
}

/** Why a query was refused; the message is the registry's own. */
export class InvalidQuery extends Error {
  override name = 'InvalidQuery' as const;
}

/** Reads the query of `/search`; what it does not know it passes over. @throws {@link InvalidQuery} */
export function readSearchQuery(query: URLSearchParams): SearchFilter {
  return {
    kibanaVersion: readKibanaVersion(query),
    category: query.get('category') ?? '',
    package: query.get('package') ?? '',
    type: query.get('type') ?? '',
    all: readFlag(query, 'all'),
    experimental: readFlag(query, 'experimental'),
    prerelease: readFlag(query, 'prerelease'),
  };
}

/** Reads the query of `/categories`, which knows less than a search. @throws {@link InvalidQuery} */
export function readCategoriesQuery(query: URLSearchParams): SearchFilter {
  return {
    kibanaVersion: readKibanaVersion(query),
    experimental: readFlag(query, 'experimental'),
    prerelease: readFlag(query, 'prerelease'),
    all: false,
    package: '',
    type: '',
    category: '',
  };
}

/** A flag of a query, unset when it is empty. @throws {@link InvalidQuery} */
export function readFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? '';
  const flag = value === '' ? false : parseFlag(value);
  if (flag === undefined) throw new InvalidQuery(`invalid '${name}' query param: '${value}'`);
  return flag;
}

/** The packages that a filter lets through, in the order of the answer: by title, then by version as text. */
export function search(packages: readonly PackageSummary[], filter: SearchFilter): PackageSummary[] {
  return select(packages, filter).sort(
    (one, other) =>
      compareText(one.title ?? '', other.title ?? '') || compareText(one.version, other.version),
  );
}

/** The same packages, in the order in which they were found. */
export function select(packages: readonly PackageSummary[], filter: SearchFilter): PackageSummary[] {
  const fitting = packages.filter((candidate) => fits(candidate, filter));
  const chosen = filter.experimental ? chooseLegacy(fitting, filter.all) : choose(fitting, filter.all);
  return filter.category === '' ? chosen : chosen.flatMap((candidate) => narrow(candidate, filter.category));
}

function readKibanaVersion(query: URLSearchParams): SemVer | undefined {
  const text = query.get('kibana.version') ?? '';
  if (text === '') return undefined;
  const version = readLooseVersion(text);
  if (typeof version === 'string') throw new InvalidQuery(`invalid Kibana version '${text}': ${version}`);
  return version;
}

function fits(candidate: PackageSummary, filter: SearchFilter): boolean {
  const unfinished = candidate.release === 'experimental' || isPrerelease(candidate.version);
  if (unfinished && !filter.prerelease && !filter.experimental) return false;
  if (filter.package !== '' && filter.package !== candidate.name) return false;
  if (filter.type !== '' && filter.type !== candidate.type) return false;
  const range = candidate.conditions?.kibana?.version;
  return filter.kibanaVersion === undefined || range === undefined || isInRange(filter.kibanaVersion, range);
}

function choose(packages: readonly PackageSummary[], all: boolean): PackageSummary[] {
  return all ? [...packages] : newestOfEach(packages, isNewer);
}

/** Pre-releases count only where a package has nothing else. */
function chooseLegacy(packages: readonly PackageSummary[], all: boolean): PackageSummary[] {
  if (!all) {
    return newestOfEach(packages, (one, other) => {
      const [oneIsEarly, otherIsEarly] = [isPrerelease(one.version), isPrerelease(other.version)];
      return oneIsEarly === otherIsEarly ? isNewer(one, other) : otherIsEarly;
    });
  }
  const released = new Set(packages.filter(({ version }) => !isPrerelease(version)).map(({ name }) => name));
  return packages.filter(({ name, version }) => !released.has(name) || !isPrerelease(version));
}

function newestOfEach(
  packages: readonly PackageSummary[],
  replaces: (one: PackageSummary, other: PackageSummary) => boolean,
): PackageSummary[] {
  const newest = new Map<string, PackageSummary>();
  for (const candidate of packages) {
    const current = newest.get(candidate.name);
    if (current === undefined || replaces(candidate, current)) newest.set(candidate.name, candidate);
  }
  return [...newest.values()];
}

function isNewer(one: PackageSummary, other: PackageSummary): boolean {
  return !isNewerOrEqual(other.version, one.version);
}

/** A package that is in a category only through policy templates shows only these. */
function narrow(candidate: PackageSummary, category: string): PackageSummary[] {
  if (candidate.categories?.includes(category) === true) return [candidate];
  const templates = (candidate.policy_templates ?? []).filter(({ categories }) =>
    categories?.includes(category),
  );
  return templates.length === 0 ? [] : [{ ...candidate, policy_templates: templates }];
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
