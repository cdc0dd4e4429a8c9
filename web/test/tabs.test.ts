// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { FakeBrowser, type FakeTab } from './fake-browser';
import { say } from './fake-listener';
import { FakeServer } from './fake-server';
import { chance, json, type FakeSource } from './fakes';

const leaderOf = (browser: FakeBrowser): FakeSource => {
  const [source, ...more] = browser.sources;
  if (!source || more.length > 0) throw new Error(`${more.length + 1} streams are open`);
  return source;
};

async function twoTabs(fetch?: ConstructorParameters<typeof FakeBrowser>[0]) {
  const browser = new FakeBrowser(fetch);
  const [a, b] = [browser.tab(), browser.tab()];
  a.stream.open('a-1');
  await browser.clock.pass(10);
  b.stream.open('a-1');
  await browser.clock.pass(10);
  return { browser, a, b, clock: browser.clock };
}

const page = (from: number, to: number) => ({
  events: Array.from({ length: to - from }, (_, i) => ({
    type: 'question:upvoted',
    data: { questionId: 'q', upvotes: 1, version: 1 },
    seq: from + i + 1,
  })),
  position: `a-${to}`,
  reset: false,
});

describe('tabs that listen to the same', () => {
  it('have one stream, and each hears every event once', async () => {
    const { browser, a, b, clock } = await twoTabs();
    leaderOf(browser).connected('a-1');
    for (const seq of [2, 3, 3, 4]) say(leaderOf(browser), seq);
    await clock.pass(10);
    expect([a.heard, b.heard]).toEqual([
      [2, 3, 4],
      [2, 3, 4],
    ]);
    expect([a.stream.status, b.stream.status]).toEqual(['live', 'live']);
    expect([a.stream.position, b.stream.position]).toEqual(['a-4', 'a-4']);
  });

  it('have a stream each where locks are missing or forbidden', async () => {
    const browser = new FakeBrowser();
    const [a, b] = [browser.tab(), browser.tab()];
    delete a.deps.locks;
    b.deps.locks = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) };
    a.stream.open('a-1');
    b.stream.open('a-1');
    await browser.clock.pass(10);
    expect(browser.sources).toHaveLength(2);
  });

  it('welcome a latecomer: one ahead skips what it knows, one behind catches up', async () => {
    const asked: string[] = [];
    const { browser, clock } = await twoTabs((url) => {
      asked.push(url);
      return Promise.resolve(json(page(1, 5)));
    });
    leaderOf(browser).connected('a-1');
    for (const seq of [2, 3, 4]) say(leaderOf(browser), seq);
    const [ahead, behind] = [browser.tab(), browser.tab()];
    ahead.stream.open('a-6');
    behind.stream.open('a-1');
    await clock.pass(20);
    expect([ahead.stream.status, behind.stream.status]).toEqual(['live', 'live']);
    for (const seq of [5, 6, 7]) say(leaderOf(browser), seq);
    await clock.pass(20);
    expect(ahead.heard).toEqual([7]);
    expect(behind.heard).toEqual([2, 3, 4, 5, 6, 7]);
    expect(asked).toEqual(['/events?tenantId=acme&wait=25&after=a-1']);
  });

  it('stay live while one of them fills a gap', async () => {
    const { browser, b, clock } = await twoTabs(() => Promise.resolve(json(page(1, 3))));
    leaderOf(browser).connected('a-1');
    await clock.pass(10);
    b.stream.open('a-1');
    say(leaderOf(browser), 2); // said before the newcomer listens again
    await clock.pass(10);
    say(leaderOf(browser), 3);
    await clock.pass(10);
    expect(b.heard).toEqual([2, 3]);
    expect(b.stream.status).toBe('live');
  });

  it('share how it goes: waiting, polling, live', async () => {
    const { browser, b, clock } = await twoTabs((url) =>
      Promise.resolve(json(page(Number(/after=a-(\d+)/.exec(url)?.[1]), 3))),
    );
    for (let i = 0; i < 3; i += 1) {
      leaderOf(browser).cut();
      await clock.pass(10);
      if (i < 2) expect(b.stream.status).toBe('waiting');
      await clock.pass(5_000);
    }
    expect(b.stream.status).toBe('polling');
    expect(b.heard).toEqual([2, 3]);
  });

  it('hear of a reset, and of the server seeing somebody else', async () => {
    const { browser, a, b, clock } = await twoTabs();
    leaderOf(browser).connected('a-1', 'participant');
    await clock.pass(10);
    leaderOf(browser).cut();
    await clock.pass(1_000);
    leaderOf(browser).connected('a-1', 'staff');
    leaderOf(browser).say({ type: 'reset', position: 'a-9', reason: 'trimmed' }, 'a-9');
    await clock.pass(10);
    for (const tab of [a, b])
      expect(tab.told).toEqual(expect.arrayContaining(['now staff', 'reset trimmed']));
  });

  it('open the stream anew for a tab that knows it is somebody else, or asks for it', async () => {
    const { browser, b, clock } = await twoTabs();
    const first = leaderOf(browser);
    first.connected('a-1', 'participant');
    await clock.pass(10);
    b.stream.reopen();
    await clock.pass(10);
    const second = leaderOf(browser);
    expect(second).not.toBe(first);
    second.connected('a-1', 'participant');
    const staff = browser.tab();
    staff.as = 'staff';
    staff.stream.open('a-1');
    await clock.pass(10);
    expect(leaderOf(browser)).not.toBe(second);
    leaderOf(browser).connected('a-1', 'staff');
    await clock.pass(10);
    expect(b.told).toContain('now staff');
    expect(staff.told).not.toContain('now staff');
  });

  it('pass the lead on when its tab goes, and go on where they stand', async () => {
    const { browser, a, b, clock } = await twoTabs();
    leaderOf(browser).connected('a-1');
    say(leaderOf(browser), 2);
    await clock.pass(10);
    a.close();
    await clock.pass(10);
    expect(leaderOf(browser)).toBe(b.source);
    expect(b.source?.query.get('after')).toBe('a-2');
  });

  it('notice a frozen leader by its silence, and it follows when it thaws', async () => {
    const { browser, a, b, clock } = await twoTabs(() => Promise.resolve(json(page(1, 3))));
    leaderOf(browser).connected('a-1', 'participant', 10_000);
    await clock.pass(10);
    a.freeze();
    await clock.pass(25_000);
    expect(b.source).toBeUndefined();
    await clock.pass(4_000);
    expect(b.source?.query.get('after')).toBe('a-1');
    b.source?.connected('a-1');
    for (const seq of [2, 3]) if (b.source) say(b.source, seq);
    a.thaw();
    await clock.pass(10);
    expect(leaderOf(browser)).toBe(b.source);
    expect([a.heard, b.heard]).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(a.stream.status).toBe('live');
  });

  it('do not wait long for a frozen leader to greet', async () => {
    const { browser, a, clock } = await twoTabs();
    leaderOf(browser).connected('a-1');
    a.freeze();
    const late = browser.tab();
    late.stream.open('a-1');
    await clock.pass(3_100);
    expect(late.source?.closed).toBe(false);
  });

  it('let go what nobody looks at for five minutes, and catch up at return', async () => {
    const { browser, a, b, clock } = await twoTabs();
    leaderOf(browser).connected('a-1', 'participant', 600_000);
    await clock.pass(10);
    a.wake('hidden');
    await clock.pass(299_000);
    expect(leaderOf(browser)).toBe(a.source);
    await clock.pass(2_000);
    expect(a.stream.status).toBe('resting');
    expect(leaderOf(browser)).toBe(b.source);
    b.wake('gone');
    await clock.pass(10);
    expect(browser.sources).toHaveLength(0);
    a.wake('online');
    await clock.pass(60_000);
    expect(browser.sources).toHaveLength(0);
    a.wake('visible');
    await clock.pass(10);
    expect(leaderOf(browser)).toBe(a.source);
  });
});

describe('whatever becomes of the tabs', () => {
  it.each(Array.from({ length: 80 }, (_, seed) => seed))(
    'each hears every event once and in order, over one stream (seed %i)',
    async (seed) => {
      const random = chance(seed);
      const server = new FakeServer(random);
      const after = (url: string) => Number(/after=\w+-(\d+)/.exec(url)?.[1] ?? server.log.length);
      const browser = new FakeBrowser(
        (url) =>
          random() < 0.2
            ? Promise.reject(new Error('lost'))
            : Promise.resolve(
                json({ events: server.log.slice(after(url)), position: server.position, reset: false }),
              ),
        random,
      );
      const { clock } = browser;
      const starts = new Map<FakeTab, number>();
      const open = () => {
        const tab = browser.tab();
        starts.set(tab, server.log.length);
        tab.stream.open(server.position);
      };
      const sent = new Map<FakeSource, number>();
      const serve = (source: FakeSource | undefined, patience: number) => {
        if (!source) return;
        const begun = sent.get(source) ?? after(source.url);
        if (!sent.has(source)) source.connected(server.id(begun));
        const end = Math.min(begun + patience, server.log.length);
        for (const event of server.log.slice(begun, end)) source.say(event, server.id(event.seq ?? 0));
        sent.set(source, end);
        if (end === server.log.length) source.say({ type: 'heartbeat' }, server.id(end));
      };
      const any = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)];
      open();
      for (let step = 0; step < 200; step += 1) {
        const luck = random();
        if (luck < 0.35) server.anything();
        else if (luck < 0.6) serve(any(browser.sources), Math.floor(random() * 5));
        else if (luck < 0.66) any(browser.sources)?.cut();
        else if (luck < 0.7 && browser.tabs.filter(({ awake }) => awake).length < 4) open();
        else if (luck < 0.72) any(browser.tabs)?.freeze();
        else if (luck < 0.76) any(browser.tabs)?.thaw();
        else if (luck < 0.775 && browser.tabs.length > 2) any(browser.tabs)?.close();
        else if (luck < 0.8)
          any(browser.tabs)?.wake(any(['visible', 'hidden', 'online', 'offline', 'gone']) ?? 'visible');
        else if (luck < 0.81) any(browser.tabs)?.stream.reopen();
        else await clock.pass(random() * (random() < 0.2 ? 90_000 : 2_000));
      }
      const sleeper = random() < 0.5 ? any(browser.tabs) : undefined;
      for (const tab of browser.tabs) {
        if (tab === sleeper) tab.freeze();
        else tab.thaw();
        tab.wake('visible');
      }
      for (let i = 0; i < 150; i += 1) {
        await clock.pass(1_000);
        for (const source of browser.sources) serve(source, Infinity);
      }
      await clock.pass(10);
      for (const tab of browser.tabs)
        if (tab.awake) expect(tab.heard).toEqual(server.log.slice(starts.get(tab)).map(({ seq }) => seq));
      expect(browser.tabs.filter(({ awake, source }) => awake && source).length).toBeLessThanOrEqual(1);
      for (const tab of browser.tabs) tab.stream.close();
    },
  );
});
