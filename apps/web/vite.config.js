import { defineConfig } from 'vite';

// The built page lies beside the program, which serves it; nothing is inlined, so that the strict
// content policy of `serve` holds.
export default defineConfig({
  base: './',
  build: {
    outDir: process.env.PG_WEB_OUT ?? '../../build/release/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
});
