/** What the gateway counts, and what each count is of. */
const COUNTERS = {
  limelight_gateway_deliveries_total: 'What was sent, by source and by what became of it',
  limelight_gateway_looks_total: 'Looks at what a delivery was about, by kind and by whether there was news',
  limelight_gateway_nudges_total: 'Workflows that were told to look again, by kind',
  limelight_gateway_failures_total: 'Work that failed, by whether it is tried again',
} as const;

export type CounterName = keyof typeof COUNTERS;

/** Counters in the text format of Prometheus. https://prometheus.io/docs/instrumenting/exposition_formats */
export class Counters {
  readonly #counts = new Map<CounterName, Map<string, number>>();

  /** @param labels - each with few values: every combination is a line of its own for ever. */
  add(name: CounterName, labels: Readonly<Record<string, string>>): void {
    const series = Object.entries(labels)
      .map(([label, value]) => `${label}="${value}"`)
      .join(',');
    const counts = this.#counts.get(name) ?? new Map<string, number>();
    this.#counts.set(name, counts.set(series, (counts.get(series) ?? 0) + 1));
  }

  render(): string {
    return [...this.#counts]
      .flatMap(([name, counts]) => [
        `# HELP ${name} ${COUNTERS[name]}`,
        `# TYPE ${name} counter`,
        ...[...counts].map(([series, count]) => `${name}{${series}} ${count}`),
      ])
      .map((line) => `${line}\n`)
      .join('');
  }
}
