import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Where `npm run dev` finds a server: the one of `./mayfly up --port 8080` unless MAYFLY_URL names another.
const server = process.env['MAYFLY_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  // The API puts a fresh nonce in its place each time the page is served.
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: '../target/portal/dist',
    emptyOutDir: true,
    target: 'es2022',
    // From these on light-dark() is known; it would be written in a way that needs the help of styles we do not have.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Everything is a file: nothing may be inlined as data.
    assetsInlineLimit: 0,
    sourcemap: false,
    manifest: true,
    chunkSizeWarningLimit: 2000,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '^/(v1|docs|openapi.yaml|health)': {
        target: server,
        ws: true,
        configure: (proxy) => {
          // The API takes changes from its own pages alone; here this server stands in for it.
          proxy.on('proxyReq', (request) => request.setHeader('origin', server));
          proxy.on('proxyReqWs', (request) => request.setHeader('origin', server));
        },
      },
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
    // A quarter to six ahead of UTC, as in the tests of the Java code.
    env: { TZ: 'Asia/Kathmandu' },
    reporters: [
      'default',
      ['junit', { outputFile: '../target/surefire-reports/TEST-portal.xml', suiteName: 'portal' }],
    ],
  },
});
