/** Many tabs of one browser. */
import { expect, test } from './test';

const question = 'How many of us read this in eight tabs?';

test('eight tabs of one browser share one stream, and outlive the tab that has it', async ({
  server,
  phone,
  beside,
  office,
}) => {
  const first = await phone();
  const tabs = [first];
  while (tabs.length < 8) tabs.push(await beside(first));
  await expect.poll(() => server.streams()).toBe(1);

  const { id } = await office.asks(question);
  for (const tab of tabs) await tab.sees(question);
  await expect.poll(() => server.streams()).toBe(1);

  await first.page.close();
  await office.does('POST', `/questions/${id}/pin`);
  const others = tabs.slice(1);
  for (const tab of others)
    await expect(tab.row(question).getByText('Pinned', { exact: true })).toBeVisible();
  expect(await server.streams()).toBe(1);
  for (const tab of others) await expect(tab.reconnecting).toBeHidden();

  // All tabs are one voter, whose vote counts once and can be taken back in any of them.
  const [here, there] = others;
  for (const [tab, cast] of [
    [here, true],
    [there, false],
  ] as const) {
    await tab?.voteButton(question).click();
    for (const screen of others) {
      await screen.showsVotes(question, Number(cast));
      await expect(screen.voteButton(question)).toHaveAttribute('aria-pressed', String(cast));
    }
  }
});
