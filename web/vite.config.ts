import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";
import { defineConfig } from "vite";
import type { ViteUserConfig } from "vitest/config";

import { pretendServer } from "./src/testing/pretend-server.ts";

// `vite` talks to a hub on this machine (TILLBRIDGE_URL names another); `vite --mode pretend` needs none.
export default defineConfig(({ mode }): UserConfig & Pick<ViteUserConfig, "test"> => {
  const pretend = mode === "pretend";
  const proxy = pretend ? undefined : { "/api": { target: process.env.TILLBRIDGE_URL ?? "http://127.0.0.1:8080" } };
  return {
    plugins: [react(), ...(pretend ? [pretendServer()] : [])],
    resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
    build: {
      target: "es2022",
      // data: addresses would need holes in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 700,
    },
    server: { proxy },
    preview: { proxy },
    test: {
      environment: "jsdom",
      setupFiles: ["src/testing/setup.ts"],
      include: ["src/**/*.test.{ts,tsx}"],
      css: false,
      // Whole pages are drawn; a busy machine takes its time.
      testTimeout: 30_000,
    },
  };
});
