import preact from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vitest/config';

/** The server behind the development pages. */
const server = process.env['OPENFLOOR_URL'] ?? 'http://127.0.0.1:3000';
const routes = [
  '/questions',
  '/sse',
  '/events',
  '/auth',
  '/teams',
  '/tags',
  '/tenant',
  '/join',
  '/j/',
  '/stats',
  '/metrics',
];

/** Serves the pages under the addresses the Rust server gives them. */
function pagePaths(): Plugin {
  return {
    name: 'openfloor-page-paths',
    configureServer({ middlewares }) {
      middlewares.use((request, _response, next) => {
        const page = /^\/(room|moderate|wall|admin)(?=[/?]|$)/.exec(request.url ?? '');
        if (page) request.url = `/${page[1]}.html${/\?.*$/.exec(request.url ?? '')?.[0] ?? ''}`;
        next();
      });
    },
  };
}

/** What is fetched late brings no styles of its own, so `import()` needs no help: half a kilobyte less. */
function plainImports(): Plugin {
  return {
    name: 'openfloor-plain-imports',
    enforce: 'pre',
    load: (id) =>
      id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : undefined,
  };
}

/** One piece of what the room needs and others share; the front door fetches it ahead. */
const ofAudience =
  /node_modules|src.pages|src.core.(?!session|toasts)|src.ui.(?!edit-form|confirm|connection-bar|toast-bar|chime)/;

/** What the wall listens with, and every page: its budget is the smallest, so nothing else is in this piece. */
const ofWall =
  /node_modules|src.pages.(boot|browser)|src.core.(api|cursor|lists|outage|overlay|poll|position|reducer|selectors|state|store|stream|words)\b|src.ui.use-store/;

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), pagePaths(), plainImports()],
  build: {
    target: 'es2022',
    // The server's policy is `img-src 'self' data:`; nothing else may be inlined.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, pieces, { hostType }) => (hostType === 'html' ? pieces : []),
    },
    rolldownOptions: {
      input: ['index.html', 'room.html', 'moderate.html', 'wall.html', 'admin.html'],
      output: {
        codeSplitting: {
          groups: [
            { name: 'kernel', test: ofWall, minShareCount: 2, priority: 2 },
            { name: 'shared', test: ofAudience, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: Object.fromEntries(routes.map((route) => [route, server])) },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/words-setup.ts'],
  },
});
