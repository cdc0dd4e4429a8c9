import { describe, expect, it } from 'vitest';
import { between, quantile, readMetrics } from '../src/core/metrics';
import { every, kept, Pulse, type PulseView } from '../src/core/pulse';
import { FakeClock } from './fakes';

const page = (published: number, delivered: number, buckets: Record<string, number> = {}, listeners = 3) =>
  `# HELP openfloor_sse_connections Streams open now.
# TYPE openfloor_sse_connections gauge
openfloor_sse_connections{tenant="acme"} ${listeners}
openfloor_sse_connections{tenant="other"} 40
openfloor_events_published_total{type="question:created"} 2
openfloor_events_published_total{type="question:upvoted"} ${published - 2}
openfloor_events_delivered_total ${delivered}
${Object.entries(buckets)
  .map(([le, n]) => `openfloor_event_delivery_seconds_bucket{le="${le}"} ${n}`)
  .join('\n')}
openfloor_event_delivery_seconds_sum 1.5
process_cpu_seconds_total 1e-3
`;

describe('the metrics page', () => {
  it('is read for listeners, events and how long deliveries took', () => {
    const reading = readMetrics(page(10, 30, { '0.001': 1, '+Inf': 3 }), 5);
    expect(reading.at).toBe(5);
    expect(reading.listeners.get('acme')).toBe(3);
    expect(reading.published).toBe(10);
    expect(reading.delivered).toBe(30);
    expect(reading.buckets).toEqual([
      [0.001, 1],
      [Infinity, 3],
    ]);
  });

  it('tells rates between two readings, and the delivery of that time only', () => {
    const before = readMetrics(page(10, 30, { '0.01': 50, '0.1': 100, '+Inf': 100 }), 0);
    const after = readMetrics(page(20, 130, { '0.01': 150, '0.1': 200, '+Inf': 200 }), 5_000);
    const rates = between(before, after);
    expect(rates.publishedPerSecond).toBe(2);
    expect(rates.deliveredPerSecond).toBe(20);
    expect(rates.p99).toBeCloseTo(0.0099);
  });

  it('begins anew with a server that was started again', () => {
    const before = readMetrics(page(1_000, 9_000, { '0.1': 900, '+Inf': 900 }), 0);
    const after = readMetrics(page(10, 20, { '0.1': 10, '+Inf': 10 }), 10_000);
    expect(between(before, after)).toMatchObject({ publishedPerSecond: 1, deliveredPerSecond: 2 });
    expect(between(before, after).p99).toBeCloseTo(0.099);
  });

  it('knows no quantile of nothing, and none beyond the last bound', () => {
    expect(quantile([], 0.99)).toBeNull();
    expect(
      quantile(
        [
          [0.1, 0],
          [Infinity, 0],
        ],
        0.99,
      ),
    ).toBeNull();
    expect(
      quantile(
        [
          [0.1, 1],
          [Infinity, 100],
        ],
        0.99,
      ),
    ).toBe(0.1);
  });
});

function pulsing(metrics: () => Promise<string>) {
  const clock = new FakeClock();
  const stats = { asked: 5, published: 4, declined: 1, answered: 2, connections: 7 };
  const pulse = new Pulse({ metrics, stats: () => Promise.resolve(stats), ...clock, now: clock.now });
  return { clock, pulse };
}
const listeners = ({ beats }: PulseView) => beats.map((beat) => beat?.listeners ?? null);

describe('the pulse', () => {
  it('beats every five seconds and keeps five minutes', async () => {
    let published = 0;
    const { clock, pulse } = pulsing(() => Promise.resolve(page((published += 10), 0)));
    pulse.start('acme');
    await clock.pass(0);
    expect(pulse.get().beats).toEqual([]);
    expect(pulse.get().stats?.asked).toBe(5);
    await clock.pass(every);
    expect(pulse.get().beats).toMatchObject([{ listeners: 3, publishedPerSecond: 2, p99: null }]);
    await clock.pass(every * 100);
    expect(pulse.get().beats).toHaveLength(kept);
    pulse.stop();
    expect(clock.next).toBeNull();
  });

  it('leaves a gap where the server could not be asked', async () => {
    let away = false;
    const { clock, pulse } = pulsing(() =>
      away ? Promise.reject(new Error('away')) : Promise.resolve(page(9, 0)),
    );
    pulse.start('acme');
    await clock.pass(every);
    away = true;
    await clock.pass(every);
    away = false;
    await clock.pass(every);
    expect(listeners(pulse.get())).toEqual([3, null, 3]);
  });

  it("asks the counters for listeners where the tenant's label is shared", async () => {
    const { clock, pulse } = pulsing(() => Promise.resolve(page(9, 0)));
    pulse.start('small');
    await clock.pass(every);
    expect(listeners(pulse.get())).toEqual([7]);
  });
});
