/** The administrators' page, /admin: teams with their QR sheets, tags, accounts, settings, live numbers. */
import '../styles/base.css';
import '../styles/controls.css';
import '../styles/list.css';
import '../styles/moderate.css';
import '../styles/admin.css';
import { render } from 'preact';
import { House } from '../core/house';
import { Pulse, type Stats } from '../core/pulse';
import { Session } from '../core/session';
import { Stream } from '../core/stream';
import type { Boot } from '../core/types';
import { Admin } from '../ui/admin/page';
import { keepFocus } from '../ui/keep-focus';
import { boot, inlay } from './boot';
import { deps } from './browser';
import { browserApi } from './browser-api';

await boot();
keepFocus();

const api = browserApi();
const session = new Session(api);
const open = () => ({
  house: new House(
    api,
    (handlers) => {
      const query = { ...api.query, events: 'team:*,tag:*,tenant:*' };
      return new Stream({ tenant: api.query['tenantId'] ?? '', query }, deps(), handlers);
    },
    () => void session.check(),
  ),
  pulse: new Pulse({
    metrics: async () => {
      const answer = await fetch('/metrics');
      if (!answer.ok) throw new Error(`metrics: ${answer.status}`);
      return answer.text();
    },
    stats: () => api.get<Stats>('/stats'),
    now: () => performance.now(),
    setTimeout: (run, ms) => window.setTimeout(run, ms),
    clearTimeout: (timer) => window.clearTimeout(timer),
  }),
});
const origin = inlay<Boot>('snapshot')?.origin ?? location.origin;

const app = document.getElementById('app');
if (app) render(<Admin session={session} open={open} origin={origin} search={location.search} />, app);
void session.check();
