const LIMIT = 5000;
const HOUR_MS = 3_600_000;

/** Counts the calls of each login in its hour. Nobody is ever refused: that is a fault's business. */
export class RateLimits {
  readonly #hours = new Map<string, { readonly endsAt: number; used: number }>();

  count(login: string): void {
    this.#hourOf(login).used += 1;
  }

  /** REST `rate-limit`. */
  read(login: string) {
    const { endsAt, used } = this.#hourOf(login);
    return { limit: LIMIT, remaining: Math.max(0, LIMIT - used), reset: Math.ceil(endsAt / 1000), used };
  }

  headers(login: string): Record<string, string> {
    const { limit, remaining, reset, used } = this.read(login);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-used': String(used),
      'x-ratelimit-resource': 'core',
    };
  }

  #hourOf(login: string) {
    const now = Date.now();
    const known = this.#hours.get(login);
    if (known !== undefined && known.endsAt > now) return known;
    const hour = { endsAt: now + HOUR_MS, used: 0 };
    this.#hours.set(login, hour);
    return hour;
  }
}
