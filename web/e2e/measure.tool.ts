/** How long a phone in bad reception waits for the first list, and what a hot list costs it. Prints figures. */
import type { CDPSession, Page } from '@playwright/test';
import type { Server } from './server';
import { expect, test } from './test';

const questions = 2_000;
const votes = 50;
/** 1.6 Mbit/s, 150 ms away, a processor a quarter as fast. */
const reception = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 96_000 };

test('the first list over a slow network', async ({ browser, server }) => {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const tools = await throttled(page);
    await tools.send('Network.enable');
    await tools.send('Network.emulateNetworkConditions', reception);
    await page.addInitScript(() => {
      const seen = new MutationObserver(() => {
        if (!document.querySelector('article')) return;
        seen.disconnect();
        requestAnimationFrame(() => setTimeout(() => performance.mark('list')));
      });
      seen.observe(document, { childList: true, subtree: true });
    });
    await page.goto(server.url('/room/town-hall'));
    const marked = () => page.evaluate(() => performance.getEntriesByName('list')[0]?.startTime ?? 0);
    await expect.poll(marked).toBeGreaterThan(0);
    times.push(Math.round(await marked()));
    await page.close();
  }
  console.log(`first list: ${times.sort((a, b) => a - b).join(', ')} ms (budget 1500)`);
});

test('votes into a list of two thousand', async ({ browser, server }) => {
  const ids = await fills(server);
  const voters = await Promise.all(Array.from({ length: votes }, () => arrives(server)));
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(server.url('/room/town-hall'));
  await expect(page.getByRole('article').nth(49)).toBeAttached();
  await expect(page.getByRole('button', { name: /^Show more/ })).toContainText(/1[,.]9/, { timeout: 60_000 });
  await throttled(page);
  for (const name of ['at rest', 'votes', 'votes while scrolling'] as const) {
    const frames = page.evaluate(watchesFrames, 4_000);
    if (name !== 'at rest')
      await Promise.all(
        voters.map((cookie, index) => upvotes(server, ids[index * 7 + name.length] ?? '', cookie)),
      );
    if (name === 'votes while scrolling')
      for (let step = 0; step < 20; step += 1) await page.mouse.wheel(0, 400);
    const { worst, long } = await frames;
    console.log(`${name}: worst frame ${worst} ms, long tasks ${long.join(', ') || 'none'} (budget 200)`);
  }
});

/** For so many milliseconds: the longest time between two frames, and every task over 50 ms. */
async function watchesFrames(span: number): Promise<{ worst: number; long: number[] }> {
  const long: number[] = [];
  const tasks = new PerformanceObserver((list) =>
    long.push(...list.getEntries().map(({ duration }) => Math.round(duration))),
  );
  tasks.observe({ type: 'longtask' });
  const began = performance.now();
  let [worst, last] = [0, began];
  while (last - began < span) {
    const now = await new Promise<number>((frame) => requestAnimationFrame(frame));
    worst = Math.max(worst, now - last);
    last = now;
  }
  tasks.disconnect();
  return { worst: Math.round(worst), long };
}

async function throttled(page: Page): Promise<CDPSession> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  return tools;
}

async function arrives(server: Server): Promise<string> {
  const response = await fetch(server.url('/auth/me'));
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Asks all those questions in the town hall; their ids. */
async function fills(server: Server): Promise<string[]> {
  const { items } = (await (await fetch(server.url('/teams'))).json()) as {
    items: { id: string; slug: string }[];
  };
  const teamId = items.find(({ slug }) => slug === 'town-hall')?.id;
  const cookie = await arrives(server);
  const ids: string[] = [];
  for (let serial = 0; serial < questions; serial += 20) {
    const some = Array.from({ length: 20 }, async (_, index) => {
      const body = `Question ${serial + index + 1}: when will the depot at the harbour get its new gates?`;
      const response = await send(server, '/questions', cookie, { body, teamId });
      return ((await response.json()) as { id: string }).id;
    });
    ids.push(...(await Promise.all(some)));
  }
  return ids;
}

async function upvotes(server: Server, id: string, cookie: string): Promise<void> {
  const { status } = await send(server, `/questions/${id}/upvote`, cookie);
  expect(status).toBe(200);
}

function send(server: Server, path: string, cookie: string, body?: object): Promise<Response> {
  const headers = { Cookie: cookie, 'Content-Type': 'application/json' };
  return fetch(server.url(path), {
    method: 'POST',
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}
