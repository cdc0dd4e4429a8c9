/**
 * Lighthouse's opinion of the pages that everybody sees. It is fetched when it is wanted, and is no
 * dependency. Rooms are not for search engines, so whether they may be crawled is left out.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from './test';

const version = '12.8.2';
const enough = 95;

interface Report {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { id: string; score: number | null; title: string; displayValue?: string }>;
}

for (const [name, path] of [
  ['join', '/'],
  ['room', '/room/town-hall'],
] as const)
  test(`${name} pleases Lighthouse`, async ({ server }) => {
    const flags = ['--no-sandbox', '--headless=new', '--disable-gpu'].join(' ');
    const { stdout } = await promisify(execFile)(
      'npx',
      [
        '--yes',
        `lighthouse@${version}`,
        server.url(path),
        '--quiet',
        '--output=json',
        '--skip-audits=is-crawlable',
        `--chrome-flags=${flags}`,
      ],
      {
        maxBuffer: 64 << 20,
        env: { ...process.env, CHROME_PATH: process.env['CHROMIUM'] ?? '/usr/bin/chromium' },
      },
    );
    const { categories, audits } = JSON.parse(stdout) as Report;
    const scores = Object.entries(categories).map(
      ([id, { score }]) => [id, Math.round((score ?? 0) * 100)] as const,
    );
    console.log(`${name}: ${scores.map((score) => score.join(' ')).join(', ')}`);
    for (const { id, score, title, displayValue = '' } of Object.values(audits))
      if (score !== null && score < 0.9) console.log(`  ${id} ${score}: ${title} ${displayValue}`);
    for (const [id, score] of scores) expect(score, id).toBeGreaterThanOrEqual(enough);
  });
