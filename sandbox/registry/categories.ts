import { LISTS_CATEGORIES, type PackageSummary } from './package-summary.ts';

/** One element of a `/categories` answer. */
export interface Category {
  readonly id: string;
  readonly title: string;
  readonly count: number;
}

/** The titles that the registry knows; any other category, which only a template may have, is titled by its id. */
const TITLES: Readonly<Record<string, string>> = {
  aws: 'AWS',
  azure: 'Azure',
  cloud: 'Cloud',
  config_management: 'Config management',
  containers: 'Containers',
  crm: 'CRM',
  custom: 'Custom',
  datastore: 'Datastore',
  elastic_stack: 'Elastic Stack',
  google_cloud: 'Google Cloud',
  infrastructure: 'Infrastructure',
  kubernetes: 'Kubernetes',
  languages: 'Languages',
  message_queue: 'Message Queue',
  monitoring: 'Monitoring',
  network: 'Network',
  notification: 'Notification',
  os_system: 'OS & System',
  productivity: 'Productivity',
  security: 'Security',
  support: 'Support',
  threat_intel: 'Threat Intelligence',
  ticketing: 'Ticketing',
  version_control: 'Version Control',
  web: 'Web',
};

/** True for a category that a package may have. */
export function isCategory(id: string): boolean {
  return Object.hasOwn(TITLES, id);
}

/**
 * Counts the categories of packages, sorted by id.
 *
 * @param withTemplates - counts policy templates too: a template counts in the categories of its package and in
 *   its own, and a package counts once in each category that only its templates have. A single template that has no
 *   list of categories does not count.
 */
export function countCategories(packages: readonly PackageSummary[], withTemplates: boolean): Category[] {
  const counts = new Map<string, number>();
  const count = (category: string): void => void counts.set(category, (counts.get(category) ?? 0) + 1);
  for (const { categories = [], policy_templates: templates = [] } of packages) {
    categories.forEach(count);
    if (!withTemplates || (templates.length === 1 && templates[0]?.[LISTS_CATEGORIES] !== true)) continue;
    const extra = new Set(templates.flatMap((template) => template.categories ?? []));
    for (const category of extra) if (!categories.includes(category)) count(category);
    for (const template of templates) {
      categories.forEach(count);
      template.categories?.forEach(count);
    }
  }
  return [...counts]
    .map(([id, count]) => ({ id, title: TITLES[id] ?? id, count }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}
