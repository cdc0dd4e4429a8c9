/**
 * People without a screen, who ask and upvote as fast as they are answered, so that a server dies with
 * its hands full. Whoever got no answer says the same thing again later, under the same key.
 */
import type { Server } from './server';

interface Deed {
  path: string;
  body?: object;
  key: string;
}

class Member {
  /** Questions the server acknowledged, and those whose upvote it acknowledged too. */
  readonly asked = new Map<string, { body: string; upvoted: boolean }>();
  private unanswered: Deed | undefined;
  private serial = 0;

  constructor(
    private readonly server: Server,
    private readonly name: string,
    private readonly teamId: string,
    private readonly cookie: string,
  ) {}

  async talksUntilCutOff(): Promise<void> {
    for (;;) {
      const id = await this.asks(`${this.name} wonders for the ${(this.serial += 1)}. time`);
      if (id === undefined || !(await this.votes(id))) return;
    }
  }

  async saysItAgain(): Promise<void> {
    const { unanswered } = this;
    if (!unanswered) return;
    const { questionId, id, body } = await this.does(unanswered);
    if (body !== undefined && id !== undefined) await this.votes(this.acknowledge(id, body));
    else this.acknowledgeVote(questionId);
  }

  private async asks(body: string): Promise<string | undefined> {
    const deed = { path: '/questions', body: { body, teamId: this.teamId }, key: `${this.name} ${body}` };
    const { id } = await this.does(deed);
    return id === undefined ? undefined : this.acknowledge(id, body);
  }

  private async votes(id: string): Promise<boolean> {
    const { questionId } = await this.does({ path: `/questions/${id}/upvote`, key: `${this.name} ${id}` });
    return this.acknowledgeVote(questionId);
  }

  private acknowledge(id: string, body: string): string {
    this.asked.set(id, { body, upvoted: false });
    return id;
  }

  private acknowledgeVote(id: string | undefined): boolean {
    const question = this.asked.get(id ?? '');
    if (question) question.upvoted = true;
    return question !== undefined;
  }

  /** Only a whole answer counts; without one the deed is kept for later. */
  private async does(deed: Deed): Promise<{ id?: string; questionId?: string; body?: string }> {
    this.unanswered = deed;
    const init = {
      method: 'POST',
      headers: { Cookie: this.cookie, 'Content-Type': 'application/json', 'Idempotency-Key': deed.key },
      ...(deed.body ? { body: JSON.stringify(deed.body) } : {}),
    };
    const answer = await fetch(this.server.url(deed.path), init)
      .then(async (response) => ({ ok: response.ok, text: await response.text() }))
      .catch(() => undefined);
    if (!answer) return {};
    if (!answer.ok) throw new Error(`${deed.path}: ${answer.text}`);
    this.unanswered = undefined;
    return JSON.parse(answer.text) as { id: string };
  }
}

export class Crowd {
  private constructor(private readonly members: readonly Member[]) {}

  static async gathers(server: Server, size: number, teamId: string): Promise<Crowd> {
    const arrive = async (_: unknown, index: number) => {
      const response = await fetch(server.url('/auth/me'));
      const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      return new Member(server, `Guest ${index + 1}`, teamId, cookie);
    };
    return new Crowd(await Promise.all(Array.from({ length: size }, arrive)));
  }

  async talksUntilCutOff(): Promise<void> {
    await Promise.all(this.members.map((member) => member.talksUntilCutOff()));
  }

  async sayItAgain(): Promise<void> {
    await Promise.all(this.members.map((member) => member.saysItAgain()));
  }

  /** What the server said it has taken. */
  get acknowledged() {
    return this.members.flatMap(({ asked }) => [...asked].map(([id, deed]) => ({ id, ...deed })));
  }
}
