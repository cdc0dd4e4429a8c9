import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
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
 * saves. The kernel is what the wall listens with; its budget is the smallest, so nothing else is in it.
 */
const kernel =
  /node_modules|src.pages.(boot|browser)|src.core.(api|cupboard|cursor|lists|outage|overlay|poll|position|reducer|selectors|state|store|stream|words)\b|src.ui.use-store/;
/** What shows and asks questions: nearly all of the room. The front door fetches it ahead. */
const questions =
  /src.pages.shared|src.core.(tabs|draft|deeds|outbox|graphemes)|src.ui.(icons|lazily|settings\.|room|masthead|ask-box|use-ask|use-withdraw|late|question|held|motion|tabs|time|vote|row-m|load|marks|keys)/;

export default defineConfig({
  plugins: [
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    pagePaths(),
    plainImports(),
    layers(),
    words(fileURLToPath(new URL('src/words', import.meta.url))),
    precompress(),
  ],
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
            { name: 'kernel', test: kernel, minShareCount: 2, priority: 2 },
            { name: 'questions', test: questions, priority: 1 },
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
