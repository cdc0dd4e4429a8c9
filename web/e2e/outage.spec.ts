/** A server that restarts and a proxy that refuses, in the middle of a meeting. */
import { missedNothing } from './ear';
import type { Screen } from './screen';
import { expect, test as base } from './test';
import { questionsOf, showTheHall, shows } from './truth';

const test = base.extend({ address: async ({ gate }, use) => use(gate), clockwork: true });

const question = 'Is the harbour lit when the power fails?';
const later = 'And has the light come back?';

test('a restart and a minute of refusals cost nobody an event, and nobody hears one twice', async ({
  server,
  gate,
  phone,
  desk,
  office,
  ear,
}) => {
  const [asker, reader, moderator] = [await phone(), await phone(), await desk()];
  const screens: Screen[] = [asker, reader, moderator];
  await moderator.signsIn();
  await asker.asks(question);
  for (const screen of screens) await screen.sees(question);
  await expect.poll(() => gate.streams).toBe(3);

  await server.dies();
  await server.startsAgain();
  await ear.listens();
  const { id } = await office.asks('Did anybody notice the restart?');
  await comeBack(screens);
  for (const screen of screens) await screen.sees('Did anybody notice the restart?');

  gate.refuses();
  await office.does('POST', `/questions/${id}/pin`);
  await office.does('POST', `/questions/${id}/upvote`);
  await office.asks(later);
  await Promise.all(screens.map((screen) => screen.waits(60)));
  for (const { page } of screens) await expect(page.getByText(/^Still no connection/)).toBeVisible();
  // Patient, and not for ever silent: a few tries each, further and further apart.
  expect(gate.refused).toBeGreaterThan(3 * screens.length);
  expect(gate.refused).toBeLessThan(25 * screens.length);

  gate.letsThrough();
  await comeBack(screens, 'Back online, 3 updates caught up');
  for (const screen of screens) await screen.sees(later);
  await showTheHall(server, [asker, reader]);
  await shows(
    moderator,
    (await questionsOf(server)).filter(({ status }) => status === 'OPEN'),
  );
  await missedNothing(ear, later);
});

/** Half a minute is the longest anybody waits for the next try. */
async function comeBack(screens: readonly Screen[], saying?: string): Promise<void> {
  const back = async (screen: Screen) => {
    for (let second = 0; second < 32 && (await screen.reconnecting.isVisible()); second += 1)
      await screen.waits(1);
    await expect(screen.reconnecting).toBeHidden();
    if (saying) await expect(screen.page.getByText(saying)).toBeVisible();
  };
  await Promise.all(screens.map(back));
}
