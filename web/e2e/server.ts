/**
 * A server process over an SQLite file in a folder of its own, with the demo meeting in it. It can be
 * killed and started again on the same port and file. OPENFLOOR_BIN names the binary.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';

const binary =
  process.env['OPENFLOOR_BIN'] ?? fileURLToPath(new URL('../../target/debug/openfloor', import.meta.url));
const patience = 20_000;

/** Where people go. */
export interface Address {
  /** An address in the demo tenant. */
  url(path: string, query?: Record<string, string>): string;
}

export class Server implements Address {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'openfloor-e2e-'));
    const server = new Server(folder, await freePort());
    try {
      await server.startsAgain();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  url(path: string, query: Record<string, string> = {}): string {
    return `http://127.0.0.1:${this.port}${path}?${new URLSearchParams({ tenantId: 'demo', ...query })}`;
  }

  /** Starts on the same port and database; resolves once it can serve. */
  async startsAgain(): Promise<void> {
    const log = openSync(join(this.folder, 'log'), 'a');
    const child = spawn(binary, [], {
      cwd: this.folder,
      // Nothing of the caller's own settings may leak into the test.
      env: {
        OPENFLOOR_LISTEN: `127.0.0.1:${this.port}`,
        DATABASE_URL: `sqlite://${join(this.folder, 'e2e.db')}`,
        OPENFLOOR_DEMO: '1',
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    let failed: Error | undefined;
    child.once('error', (error) => (failed = error));
    this.child = child;
    process.once('exit', this.abandon);
    const ready = async () => {
      if (failed) return failed.message;
      if (child.exitCode !== null) return `ended with ${child.exitCode}:\n${this.log}`;
      return fetch(this.url('/health/ready')).then(
        ({ ok }) => (ok ? 'ready' : 'not ready'),
        () => 'not listening',
      );
    };
    const over = /^(?!not )/;
    await expect.poll(ready, { message: binary, timeout: patience, intervals: [50] }).toMatch(over);
    expect(await ready(), 'the server').toBe('ready');
  }

  /** SIGKILL: no farewell, no flush. */
  async dies(): Promise<void> {
    process.off('exit', this.abandon);
    const { child } = this;
    this.child = undefined;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends the process, if it runs, and leaves nothing behind. */
  async remove(): Promise<void> {
    await this.dies();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** How many streams it says it serves. */
  async streams(): Promise<number> {
    const metrics = await (await fetch(this.url('/metrics'))).text();
    return Number(/^openfloor_sse_connections\{tenant="demo"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
  }

  /** What the process printed, over all its lives. */
  get log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  /** The test run itself ends unexpectedly. */
  private readonly abandon = (): void => void this.child?.kill('SIGKILL');
}

/**
 * A port below those that the kernel hands to outgoing connections: while the server is down, nobody
 * else's connection may take its place.
 */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
  throw new Error('no free port between 20000 and 32000');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
