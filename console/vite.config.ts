import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The gateway of a running platform, which the development server asks for everything that is not the console. */
const gateway = process.env.LOCKSTEP_GATEWAY_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: {
    target: ["chrome123", "edge123", "firefox128", "safari17.5"],
    assetsInlineLimit: 0, // an icon in a data: address would not be cached
    modulePreload: { polyfill: false },
    manifest: true, // tests/budgets.test.ts reads which files a route needs
    license: { fileName: "licences.md" }, // the notices of all packages that are in the built files
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(["/v1", "/docs", "/issuer", "/console.json"].map((path) => [path, gateway])),
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
