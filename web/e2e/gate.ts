/**
 * A reverse proxy between people and the server, which can stop letting anything through and hang up on
 * who listens, as the networks of meetings do.
 */
import {
  createServer,
  request,
  type IncomingMessage,
  type Server as Http,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Address, Server } from './server';

export class Gate implements Address {
  /** Deeds that were let through, as `POST /questions`. */
  readonly deeds: string[] = [];
  /** The open streams, and what the server says on each. */
  private readonly listeners = new Map<ServerResponse, IncomingMessage>();
  private refusing = false;
  private refusals = 0;

  private constructor(
    private readonly server: Server,
    private readonly http: Http,
  ) {
    http.on('request', (from: IncomingMessage, to: ServerResponse) => this.forward(from, to));
  }

  static async start(server: Server): Promise<Gate> {
    const http = createServer();
    await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
    return new Gate(server, http);
  }

  url(path: string, query: Record<string, string> = {}): string {
    const { port } = this.http.address() as AddressInfo;
    return this.server.url(path, query).replace(/^http:\/\/[^/]+/, `http://127.0.0.1:${port}`);
  }

  /** How many streams run through it. */
  get streams(): number {
    return this.listeners.size;
  }

  /** How often it answered 503. */
  get refused(): number {
    return this.refusals;
  }

  /** From now on everything is answered with 503, and the open streams are cut. */
  refuses(): void {
    this.refusing = true;
    this.cuts();
  }

  letsThrough(): void {
    this.refusing = false;
  }

  /** Cuts the open streams; they may come back. */
  cuts(): void {
    for (const listener of this.listeners.keys()) listener.destroy();
  }

  /** The open streams say nothing more, though nobody hung up. */
  fallsSilent(): void {
    for (const [listener, answer] of this.listeners) answer.unpipe(listener).resume();
  }

  async stop(): Promise<void> {
    this.cuts();
    this.http.closeAllConnections();
    await new Promise((closed) => this.http.close(closed));
  }

  private forward(from: IncomingMessage, to: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = from;
    const [path = '/'] = url.split('?');
    if (this.refusing) {
      this.refusals += 1;
      from.resume();
      to.writeHead(503).end();
      return;
    }
    if (method !== 'GET') this.deeds.push(`${method} ${path}`);
    const onward = request(this.server.url(url.split('?')[0] ?? '/'), { path: url, method, headers });
    const hangUp = () => void to.destroy();
    onward.on('error', hangUp).on('response', (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      to.flushHeaders();
      answer.on('error', hangUp).on('aborted', hangUp).pipe(to);
      if (path === '/sse') this.listeners.set(to, answer);
    });
    to.on('close', () => {
      this.listeners.delete(to);
      onward.destroy();
    });
    from.pipe(onward);
  }
}
