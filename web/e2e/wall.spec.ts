/** What only a real browser shows of the wall and of the administrators' page: sizes, keys, a network that fails. */
import { Desk, Wall } from './screen';
import { desktop, expect, test } from './test';

const projector = { viewport: { width: 1920, height: 1080 } };
const oldProjector = { viewport: { width: 1024, height: 768 } };
/** 300 characters. */
const long =
  'The depots were promised new gates, better lights and a second night porter before winter, yet the budget was ' +
  'halved in August without a word to anybody who works there. Who took that decision, on which figures, and when ' +
  'will the people at the depots hear what is going to happen to them now, or how?';

for (const device of [projector, oldProjector]) {
  const { width, height } = device.viewport;
  test(`300 characters fill the wall at ${width}×${height} without scrolling`, async ({ arrive, phone }) => {
    expect(long).toHaveLength(300);
    const asker = await phone();
    await asker.asks(long);
    const wall = await arrive(Wall, '/wall/town-hall', device);
    while (!(await wall.onStage.isVisible()) || (await wall.onStage.innerText()) !== long)
      await wall.page.keyboard.press('PageDown');

    await wall.comesToRest();
    const size = await wall.onStage.evaluate((heading) => parseFloat(getComputedStyle(heading).fontSize));
    expect(size).toBeGreaterThanOrEqual(0.05 * height);
    const page = await wall.page.evaluate(() => {
      const { scrollHeight, scrollWidth } = document.documentElement;
      return { scrollHeight, scrollWidth };
    });
    expect(page).toEqual({ scrollHeight: height, scrollWidth: width });
    const [question, qr] = await Promise.all([wall.onStage.boundingBox(), wall.qr.boundingBox()]);
    expect(qr?.height).toBeGreaterThanOrEqual(0.2 * height);
    expect((question?.y ?? 0) + (question?.height ?? 0)).toBeLessThan(qr?.y ?? 0);
  });
}

test('a clicker walks through the questions, and Escape loses nothing', async ({ arrive }) => {
  const wall = await arrive(Wall, '/wall/town-hall', projector);
  const [first, second] = [await wall.next.nth(0).innerText(), await wall.next.nth(1).innerText()];
  const { keyboard } = wall.page;
  await keyboard.press('PageDown');
  expect(first).toContain(await wall.onStage.innerText());
  await keyboard.press('ArrowRight');
  expect(second).toContain(await wall.onStage.innerText());
  await keyboard.press('f');
  await expect.poll(() => wall.page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  await keyboard.press('Escape');
  expect(second).toContain(await wall.onStage.innerText());
  await keyboard.press('PageUp');
  expect(first).toContain(await wall.onStage.innerText());
});

test('a question that is taken away leaves the wall within a second', async ({ arrive, phone, server }) => {
  const asker = await phone();
  const wall = await arrive(Wall, '/wall/town-hall', projector);
  await asker.asks(long);
  while (!(await wall.onStage.isVisible()) || (await wall.onStage.innerText()) !== long)
    await wall.page.keyboard.press('ArrowRight');
  const id = await asker.row(long).getAttribute('data-question-id');
  // The asker's own device takes it back, as the button does when its time for second thoughts is over.
  expect((await asker.page.request.delete(server.url(`/questions/${id}`))).status()).toBe(204);
  await expect(wall.page.getByText(long)).toBeHidden({ timeout: 1_000 });
  await expect(wall.qr).toBeVisible();
});

test('the wall outlives a dead server with a small mark', async ({ arrive, server }) => {
  const wall = await arrive(Wall, '/wall/town-hall', projector);
  await wall.page.keyboard.press('ArrowRight');
  const question = await wall.onStage.innerText();
  await server.dies();
  await expect(wall.reconnecting).toBeVisible();
  await expect(wall.onStage).toHaveText(question);
  await server.startsAgain();
  await expect(wall.reconnecting).toBeHidden({ timeout: 60_000 });
  await expect(wall.onStage).toHaveText(question);
});

test('an administrator makes a team, and the page fits a phone held upright', async ({ arrive }) => {
  const admin = await arrive(Desk, '/admin', desktop);
  await admin.signsIn();
  await admin.page.getByRole('button', { name: 'New team' }).click();
  await expect(admin.page.getByLabel('Name')).toBeFocused();
  await admin.page.getByLabel('Name').fill('Night shift');
  await admin.page.getByLabel('Address').fill('town-hall');
  await admin.page.getByRole('button', { name: 'Create team' }).click();
  await expect(admin.page.getByRole('alert')).toHaveText('This address is in use.');
  await admin.page.getByLabel('Address').fill('');
  await admin.page.getByRole('button', { name: 'Create team' }).click();
  await expect(admin.page.getByRole('heading', { name: 'Night shift' })).toBeVisible();

  await admin.page.setViewportSize({ width: 320, height: 640 });
  for (const tab of ['Teams', 'Tags', 'Accounts', 'Settings', 'Live']) {
    await admin.tab(tab).click();
    await expect(admin.tab(tab)).toHaveAttribute('aria-selected', 'true');
    expect(await admin.page.evaluate(() => document.documentElement.scrollWidth), tab).toBe(320);
  }
});
