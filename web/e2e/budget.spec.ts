/** What a page weighs until it stands: bytes as they cross the network, and requests before the first list. */
import { expect, test } from './test';

const kibibyte = 1024;
/** In KiB, compressed. */
const budgets = [
  { path: '/', js: 20, css: 8 },
  { path: '/room/town-hall', js: 20, css: 8 },
  { path: '/moderate', js: 35, css: 8 },
  { path: '/wall/town-hall', js: 15, css: 8 },
  { path: '/admin', js: 35, css: 8 },
];

test('no page weighs more than it may', async ({ server }) => {
  for (const { path, js, css } of budgets) {
    const html = await (await fetch(server.url(path))).text();
    const weight = { js: 0, css: 0 };
    for (const [, name = '', kind] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(js|css))"/g)) {
      const asset = await fetch(server.url(name), { headers: { 'Accept-Encoding': 'br' } });
      expect(asset.headers.get('content-encoding'), name).toBe('br');
      weight[kind as 'js' | 'css'] += Number(asset.headers.get('content-length'));
    }
    expect(weight.js, `${path}: JavaScript`).toBeGreaterThan(0);
    expect(weight.js / kibibyte, `${path}: KiB of JavaScript`).toBeLessThanOrEqual(js);
    expect(weight.css / kibibyte, `${path}: KiB of CSS`).toBeLessThanOrEqual(css);
  }
});

test('the list stands before anything is asked for by script', async ({ browser, server }) => {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.resourceType()} ${new URL(request.url()).pathname}`));
  // All that is said to the server beyond the page and its parts waits until the list was seen.
  await page.route(/\/(questions|sse|events|auth|teams|tags|tenant)\b/, () => undefined);
  await page.goto(server.url('/room/town-hall'));
  await expect(page.getByRole('article').first()).toBeVisible();
  const parts = asked.filter((one) => /^(document|script|stylesheet) /.test(one));
  // What the page names itself; pieces that come after the list have names that the page does not know.
  const html = await page.request.get(server.url('/room/town-hall')).then((response) => response.text());
  const needed = parts.filter((one) => one.startsWith('document') || html.includes(one.split(' ')[1] ?? ' '));
  expect(needed.length, needed.join(', ')).toBeLessThanOrEqual(3);
  await page.close();
});
