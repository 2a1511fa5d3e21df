import { defineConfig } from "@playwright/test";

// Debian's chromium, so that nothing is downloaded.
const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: ".",
  // Two hubs, and each walks through a shop's day: the stories of a file come one after another.
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 800 },
    colorScheme: "light",
    timezoneId: "Asia/Jakarta",
    locale: "en-GB",
    trace: "retain-on-failure",
    launchOptions: { executablePath, args },
  },
  projects: [
    { name: "walk", testMatch: "walk/*.spec.ts" },
    { name: "screenshots", testMatch: "screenshots.ts" },
    { name: "speed", testMatch: "speed.ts" },
  ],
});
