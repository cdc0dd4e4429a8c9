import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

// Not tests but tools, which need a server and a browser too: figures, and pictures of the pages.
export default defineConfig({
  ...tests,
  testMatch: '*.tool.ts',
  timeout: 900_000,
  reporter: 'list',
  use: { ...tests.use, trace: 'off' },
});
