import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// The entries are named because electron-vite looks for src/<scope> by default.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: { electron: 'src-main/electron/main.ts', engine: 'src-main/engine/child.ts', snapshot: 'src-main/store/snapshotWorker.ts' },
        // Every piece as deep as a file of src-main: `../../resources` is then the same folder from both.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', format: 'es' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload must be CommonJS.
      rollupOptions: { input: { index: 'src-preload/index.ts' }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src-renderer',
    // Relative addresses: the same bundle is served by the custom protocol and by the loopback host.
    base: './',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      minify: true,
      chunkSizeWarningLimit: 4000,
      rollupOptions: { input: 'src-renderer/index.html' },
    },
  },
})
