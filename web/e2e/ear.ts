/** `curl -N` on the stream: what a listener without our page's code hears, and how it comes back. */
import { spawn, type ChildProcess } from 'node:child_process';
import { expect } from '@playwright/test';
import type { Server } from './server';

export interface Heard {
  id: string | undefined;
  type: string;
  seq?: number;
  data?: Record<string, unknown>;
}

export class Ear {
  /** All that was said, over all connections. */
  readonly heard: Heard[] = [];
  private curl: ChildProcess | undefined;

  constructor(private readonly server: Server) {}

  /** Begins to listen, or goes on after the last id it heard; resolves once connected. */
  async listens(): Promise<void> {
    this.stops();
    const after = this.lastId;
    const before = this.heard.length;
    const curl = spawn('curl', ['-sN', this.server.url('/sse', after ? { after } : {})], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.curl = curl;
    process.once('exit', this.abandon);
    let rest = '';
    curl.stdout.setEncoding('utf8').on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      if (this.curl === curl) this.heard.push(...blocks.flatMap(parse));
    });
    await expect.poll(() => this.heard[before]?.type, { message: 'first words to curl' }).toBe('connected');
  }

  /** Waits for an event whose data contains `part`, wherever it stands. */
  async hears(type: string, part: Record<string, unknown>): Promise<void> {
    const told = () => this.heard.filter((said) => said.type === type).map(({ data }) => data);
    await expect.poll(told, { message: `curl hears ${type}` }).toContainEqual(expect.objectContaining(part));
  }

  /** The numbers of all events, in the order they came. */
  get numbers(): number[] {
    return this.heard.flatMap(({ seq }) => seq ?? []);
  }

  stops(): void {
    process.off('exit', this.abandon);
    this.curl?.kill();
    this.curl = undefined;
  }

  private get lastId(): string | undefined {
    return this.heard.findLast(({ id }) => id !== undefined)?.id;
  }

  private readonly abandon = (): void => void this.curl?.kill();
}

/** Over all connections of curl every number came once, in order, up to the last question. */
export async function missedNothing(ear: Ear, lastWords: string): Promise<void> {
  await ear.hears('question:created', { body: lastWords });
  const [first = 0, ...rest] = ear.numbers;
  expect([first, ...rest]).toEqual([first, ...rest].map((_, index) => first + index));
  expect(ear.heard.filter(({ type }) => type === 'reset')).toEqual([]);
}

function parse(block: string): Heard[] {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field('data');
  return data === undefined ? [] : [{ ...(JSON.parse(data) as Omit<Heard, 'id'>), id: field('id') }];
}
