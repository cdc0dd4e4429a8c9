import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { build } from 'vite';
import { defineConfig, type Plugin } from 'vitest/config';
import { precompress } from './build/precompress.ts';
import { words } from './build/words.ts';

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
  '/plain',
  '/audit',
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

/**
 * The bundler links a page's own styles before those it shares, so order cannot decide which rule wins.
 * Layers do: each style sheet is put in one, the ground first and what belongs to one page last.
 */
function layers(): Plugin {
  const grounds: Record<string, string> = {
    base: 'base',
    controls: 'controls',
    list: 'parts',
    toasts: 'parts',
    band: 'parts',
  };
  return {
    name: 'openfloor-layers',
    enforce: 'pre',
    transform(code, id) {
      const sheet = /\/styles\/([\w-]+)\.css$/.exec(id.replace(/\?.*/, ''))?.[1];
      if (!sheet) return undefined;
      return `@layer base,controls,parts,page;@layer ${grounds[sheet] ?? 'page'}{${code}}`;
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
 * The pieces that pages share, written out: one for each set of pages would cost each page more than it
 * saves: what hears (every page), and what shows and asks questions.
 */
const live =
  /node_modules|src.pages.(b|shared)|src.core.(?!session|toasts|draft|deeds|outbox|graphemes)|src.ui.(use-store|icons|lazily|settings\.)/;
const questions =
  /src.core.(draft|deeds|outbox|graphemes)|src.ui.(room|masthead|ask-box|use-ask|use-withdraw|late|question|held|motion|tabs|time|vote|row-m|load|marks|keys)/;

const together = {
  input: ['index.html', 'moderate.html', 'admin.html'],
  output: {
    codeSplitting: {
      groups: [
        { name: 'live', test: live, minShareCount: 2 },
        { name: 'questions', test: questions },
      ],
    },
  },
};
/** Pages with the smallest budgets: built by themselves, after the others, they carry nothing they do not use. */
const alone = ['room', 'wall'];
/** What they fetch late. The rest of each is one file: every further one would be a request before the first list. */
const later =
  /src.(core.(toasts|kin)|ui.(wall.)?(extras|chime|choose|connection-bar|controls|edit-form|finder|foot|glide|kept-asks|linked|no-team|own-news|paused|settings-panel|similar|stay-awake|toast-bar|travel|withdraw-with))/;

const byItself = (name: string) => ({
  input: [`${name}.html`],
  output: { codeSplitting: { groups: [{ name, test: (id: string) => !later.test(id) }] } },
});

function byThemselves(): Plugin {
  let options: Parameters<typeof build>[0];
  return {
    name: 'openfloor-alone',
    apply: (_config, { command, mode }) => command === 'build' && !alone.includes(mode),
    configResolved({ logLevel, build: { outDir } }) {
      options = { logLevel: logLevel ?? 'info', build: { outDir } };
    },
    closeBundle: async () => {
      for (const mode of alone) await build({ ...options, mode });
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    pagePaths(),
    plainImports(),
    layers(),
    words(fileURLToPath(new URL('src/words', import.meta.url))),
    precompress(),
    byThemselves(),
  ],
  build: {
    target: 'es2022',
    // The server's policy is `img-src 'self' data:`; nothing else may be inlined.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, pieces, { hostType }) => (hostType === 'html' ? pieces : []),
    },
    ...(alone.includes(mode) ? { emptyOutDir: false } : {}),
    rolldownOptions: alone.includes(mode) ? byItself(mode) : together,
  },
  server: { proxy: Object.fromEntries(routes.map((route) => [route, server])) },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/words-setup.ts'],
  },
}));
