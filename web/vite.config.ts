import preact from '@preact/preset-vite';
import { build } from 'vite';
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

/**
 * Two pieces to share: what hears (every page), and what shows and asks questions. Both are written out,
 * since a piece for each set of pages would cost each page more than it saves.
 */
const live =
  /node_modules|src.pages.(b|shared)|src.core.(?!session|toasts|draft|deeds|outbox|graphemes)|src.ui.(use-store|icons|lazily|settings\.)/;
const questions =
  /src.core.(draft|deeds|outbox|graphemes)|src.ui.(room|masthead|ask-box|use-ask|use-withdraw|late|question|held|motion|tabs|time|vote|row-m|load|marks|keys)/;

const pages = {
  input: ['index.html', 'room.html', 'moderate.html', 'admin.html'],
  output: {
    codeSplitting: {
      groups: [
        { name: 'live', test: live, minShareCount: 2 },
        { name: 'questions', test: questions },
      ],
    },
  },
};
const wall = { input: ['wall.html'] };

/** The wall's budget is the smallest, and a wall opens no other page: built by itself, after them, it shares nothing. */
function wallByItself(): Plugin {
  let options: Parameters<typeof build>[0];
  return {
    name: 'openfloor-wall',
    apply: (_config, { command, mode }) => command === 'build' && mode !== 'wall',
    configResolved({ logLevel, build: { outDir } }) {
      options = { mode: 'wall', logLevel: logLevel ?? 'info', build: { outDir } };
    },
    closeBundle: async () => void (await build(options)),
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    pagePaths(),
    plainImports(),
    wallByItself(),
  ],
  build: {
    target: 'es2022',
    // The server's policy is `img-src 'self' data:`; nothing else may be inlined.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, pieces, { hostType }) => (hostType === 'html' ? pieces : []),
    },
    ...(mode === 'wall' ? { emptyOutDir: false } : {}),
    rolldownOptions: mode === 'wall' ? wall : pages,
  },
  server: { proxy: Object.fromEntries(routes.map((route) => [route, server])) },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/words-setup.ts'],
  },
}));
