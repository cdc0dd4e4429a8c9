/**
 * Compresses the assets once, as small as they get, so that the server need not do it for each visitor:
 * `<asset>.br` and `<asset>.gz` beside every asset that is worth it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Below this the headers outweigh what is saved. */
const worthwhile = 1024;

export function brotli(bytes: Buffer): Buffer {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params });
}

export function precompress(): Plugin {
  return {
    name: 'openfloor-precompress',
    apply: 'build',
    writeBundle({ dir }) {
      const folder = join(dir ?? 'dist', 'assets');
      for (const name of readdirSync(folder)) {
        const bytes = readFileSync(join(folder, name));
        if (bytes.length <= worthwhile || /\.(br|gz)$/.test(name)) continue;
        writeFileSync(join(folder, `${name}.br`), brotli(bytes));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}
