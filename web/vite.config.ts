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

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), pagePaths()],
  build: {
    target: 'es2022',
    // The server's policy is `img-src 'self' data:`; nothing else may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['room.html', 'moderate.html', 'wall.html', 'admin.html'] },
  },
  server: { proxy: Object.fromEntries(routes.map((route) => [route, server])) },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/words-setup.ts'],
  },
});
