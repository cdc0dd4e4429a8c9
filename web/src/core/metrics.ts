/** The server's metrics page (Prometheus text), read for the few numbers that an administrator watches. */

export interface Reading {
  /** When, in ms. */
  at: number;
  /** Tenant's slug → open streams. */
  listeners: ReadonlyMap<string, number>;
  published: number;
  delivered: number;
  /** Upper bound in seconds → deliveries that took no longer, in rising order. */
  buckets: readonly (readonly [bound: number, count: number])[];
}

export interface Rates {
  publishedPerSecond: number;
  deliveredPerSecond: number;
  /** Seconds within which 99 of 100 deliveries were made; null when there were none. */
  p99: number | null;
}

const line = /^([a-z_]+)(?:\{([^}]*)\})?\s+(\S+)/;

export function readMetrics(text: string, at: number): Reading {
  const listeners = new Map<string, number>();
  const buckets: [number, number][] = [];
  let [published, delivered] = [0, 0];
  for (const [, name, labels = '', digits] of text.split('\n').map((row) => line.exec(row) ?? [])) {
    const value = Number(digits);
    if (name === 'openfloor_events_published_total') published += value;
    else if (name === 'openfloor_events_delivered_total') delivered += value;
    else if (name === 'openfloor_sse_connections') listeners.set(label(labels, 'tenant'), value);
    else if (name === 'openfloor_event_delivery_seconds_bucket') buckets.push([bound(labels), value]);
  }
  buckets.sort((a, b) => a[0] - b[0]);
  return { at, listeners, published, delivered, buckets };
}

/** What happened between two readings. Counters that fell began anew: the server was started again. */
export function between(before: Reading, after: Reading): Rates {
  const seconds = Math.max((after.at - before.at) / 1000, 0.001);
  const restarted = after.published < before.published || after.delivered < before.delivered;
  const old = restarted ? { ...before, published: 0, delivered: 0, buckets: [] } : before;
  const counts = new Map(old.buckets);
  const fresh = after.buckets.map(([le, count]) => [le, count - (counts.get(le) ?? 0)] as const);
  return {
    publishedPerSecond: (after.published - old.published) / seconds,
    deliveredPerSecond: (after.delivered - old.delivered) / seconds,
    p99: quantile(fresh, 0.99),
  };
}

/** As Prometheus' `histogram_quantile`: linear inside a bucket; beyond the last bound, that bound. */
export function quantile(buckets: Reading['buckets'], q: number): number | null {
  const total = buckets.at(-1)?.[1] ?? 0;
  if (total <= 0) return null;
  const rank = q * total;
  let [low, below] = [0, 0];
  for (const [high, count] of buckets) {
    if (count >= rank) {
      return high === Infinity ? low : low + ((high - low) * (rank - below)) / (count - below);
    }
    [low, below] = [high, count];
  }
  return low;
}

function label(labels: string, name: string): string {
  return new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
}

function bound(labels: string): number {
  const le = label(labels, 'le');
  return le === '+Inf' ? Infinity : Number(le);
}
