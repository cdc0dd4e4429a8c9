/** One page in a browser of its own, watched: complaints of the browser and reloads are counted. */
import { expect, type Locator, type Page } from '@playwright/test';

/** A row as it can be read off the screen. */
export interface ShownRow {
  id: string | null;
  body: string;
  votes: number;
  staged: boolean;
  badges: string[];
  tags: string[];
  answer: string | null;
}

export class Screen {
  /** Errors and policy violations; must stay empty. */
  readonly complaints: string[] = [];
  private loads = 0;

  constructor(readonly page: Page) {
    page.on('domcontentloaded', () => (this.loads += 1));
    page.on('pageerror', (error) => this.complaints.push(`unhandled: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      // The browser notes each refused or broken request itself; whether that was right is for the test.
      if (message.type() !== 'error' || message.text().startsWith('Failed to load resource:')) return;
      this.complaints.push(`console: ${message.text()}`);
    });
  }

  async opens(url: string): Promise<void> {
    await this.page.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`policy: ${violatedDirective} ${blockedURI}`),
      ),
    );
    await this.page.goto(url);
    await expect(this.opened).toBeVisible();
  }

  /** What shows that the page is there. */
  protected get opened(): Locator {
    return this.page.getByRole('tab').or(this.page.getByRole('form')).first();
  }

  row(words: string): Locator {
    return this.page.getByRole('article', { name: words, exact: true });
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name });
  }

  /** Waits for a row; a list in use keeps what is new behind a pill, until it rests or the pill is pressed. */
  async sees(words: string): Promise<void> {
    const row = this.row(words);
    const pill = this.page.getByRole('button', { name: /^\d+ new questions?$/ });
    await expect(async () => {
      if (!(await row.isVisible())) await pill.click({ timeout: 1_000 });
      await expect(row).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
  }

  async showsVotes(words: string, votes: number): Promise<void> {
    await expect(this.row(words).locator('.votes')).toHaveText(String(votes));
  }

  get reconnecting(): Locator {
    return this.page.getByText(/^(Reconnecting…|Still no connection)/);
  }

  get reloads(): number {
    return this.loads - 1;
  }

  /**
   * As a phone in a pocket: nothing of the page runs any more, no timer and no message, until it wakes.
   * A debugger does it, since Playwright keeps its pages visible and no browser freezes those.
   */
  async fallsAsleep(): Promise<{ wakes: () => Promise<void> }> {
    const devtools = await this.page.context().newCDPSession(this.page);
    await devtools.send('Debugger.enable');
    const asleep = new Promise((resolve) => devtools.once('Debugger.paused', resolve));
    await devtools.send('Debugger.pause');
    const lastWord = this.page.evaluate(() => undefined);
    await asleep;
    const wakes = async () => {
      await devtools.send('Debugger.resume');
      await lastWord;
      await devtools.detach();
    };
    return { wakes };
  }

  /** A lid is closed and opened: time has passed, and no timer has run. */
  async isShutFor(time: string): Promise<void> {
    await this.page.clock.fastForward(time);
    await this.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  }

  /** Seconds go by; in between, what was sent is answered. */
  async waits(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) await this.page.clock.runFor(1_000);
  }

  /** No new connection is made; those that are open do not notice. */
  async goesOffline(): Promise<void> {
    await this.page.context().setOffline(true);
  }

  async comesOnline(): Promise<void> {
    await this.page.context().setOffline(false);
  }

  /** Everything on the screen, ordered by id. */
  async shown(): Promise<ShownRow[]> {
    const rows = await this.page.locator('article[data-question-id]').evaluateAll((articles) =>
      articles.map((article) => {
        const texts = (selector: string) =>
          [...article.querySelectorAll(selector)].map(({ textContent }) => textContent.trim()).sort();
        return {
          id: article.getAttribute('data-question-id'),
          body: texts('.body').join(),
          votes: Number(texts('.votes')[0]),
          staged: article.classList.contains('staged'),
          badges: texts('.badge').filter((badge) => badge !== 'You' && badge !== 'Now answering'),
          tags: texts('.tag'),
          answer: texts('.answer-text')[0] ?? null,
        };
      }),
    );
    return rows.sort((a, b) => (a.id ?? '').localeCompare(b.id ?? ''));
  }
}

/** The audience's page on a phone, or wherever the page is opened. */
export class Phone extends Screen {
  async writes(words: string): Promise<void> {
    await this.page.getByLabel('Your question').fill(words);
    await this.page.getByRole('button', { name: 'Ask', exact: true }).click();
  }

  async asks(words: string): Promise<void> {
    await this.writes(words);
    await expect(this.page.getByText('Your question is in.')).toBeVisible();
    await expect(this.row(words)).toBeVisible();
  }

  async asksForReview(words: string): Promise<void> {
    await this.writes(words);
    await expect(this.page.getByText('Sent. A moderator will look at it first.')).toBeVisible();
  }

  /** The card of the question being answered. */
  get nowAnswering(): Locator {
    return this.page.getByRole('region', { name: 'Now answering' });
  }

  /** A question that waits for a network. */
  kept(words: string): Locator {
    return this.page.locator('.kept').filter({ hasText: words });
  }

  voteButton(words: string): Locator {
    return this.row(words).getByRole('button', { name: /^Upvote/ });
  }

  /** Upvotes and sees that it counts. */
  async upvotes(words: string): Promise<void> {
    await this.voteButton(words).click();
    await expect(this.voteButton(words)).toHaveAttribute('aria-pressed', 'true');
  }
}

/** The moderator's page. */
export class Desk extends Screen {
  async signsIn(email = 'signe@demo.example', password = 'openfloor-demo'): Promise<void> {
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** One of the buttons under a question. */
  button(deed: string, words: string): Locator {
    return this.row(words).getByRole('button', { name: deed, exact: true });
  }

  async does(deed: string, words: string): Promise<void> {
    await this.button(deed, words).click();
  }

  async presses(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Writes into what has the focus, and sends it. */
  async types(words: string): Promise<void> {
    await this.page.keyboard.type(words);
    await this.page.keyboard.press('Enter');
  }

  async choosesTeam(name: string): Promise<void> {
    await this.page.getByLabel('Team').selectOption(name);
  }

  async tags(words: string, name: string): Promise<void> {
    await this.does('Add tag', words);
    await this.row(words).getByLabel('Tag name').fill(name);
    await this.does('Add', words);
    await expect(this.row(words).getByRole('button', { name: `Remove tag ${name}` })).toBeVisible();
    await this.does('Done', words);
  }

  async writesAnswer(words: string, text: string): Promise<void> {
    await this.row(words).getByLabel('Your answer').fill(text);
    await this.does('Save answer', words);
  }
}

/** The wall of a room, or of the choice of rooms. */
export class Wall extends Screen {
  protected override get opened(): Locator {
    return this.qr;
  }

  get qr(): Locator {
    return this.page.getByRole('img', { name: /^QR code/ });
  }

  /** The question being answered. */
  get onStage(): Locator {
    return this.page.getByRole('region', { name: 'Now answering' }).getByRole('heading');
  }

  /** What comes on stage travels there first. */
  async comesToRest(): Promise<void> {
    await this.onStage.evaluate((heading) =>
      Promise.all(heading.getAnimations().map(({ finished }) => finished)),
    );
  }

  /** The questions to come, first to last. */
  get next(): Locator {
    return this.page.getByRole('listitem');
  }
}

/** The front door, where a code is typed; and whatever else works by loading pages. */
export class Door extends Screen {
  protected override get opened(): Locator {
    return this.page.getByRole('textbox').first();
  }

  /** One leaves a door by loading another page. */
  override get reloads(): number {
    return 0;
  }

  private get field(): Locator {
    return this.page.getByLabel('Room code');
  }

  async enters(code: string): Promise<void> {
    await this.field.fill(code);
    await this.page.getByRole('button', { name: 'Enter' }).click();
  }

  async goesBack(): Promise<void> {
    await this.page.goBack();
    await expect(this.field).toBeVisible();
  }

  async complains(words: string): Promise<void> {
    await expect(this.page.getByRole('alert')).toHaveText(words);
    await expect(this.field).toBeFocused();
    await expect(this.field).toHaveAttribute('aria-invalid', 'true');
  }
}
