import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** The gateway of a running platform, which the development server asks for everything that is not the console. */
const gateway = process.env.LOCKSTEP_GATEWAY_URL ?? "http://127.0.0.1:8080";

/** Answers /console.json as the gateway does. The provider is named by its whole address, which it compares. */
function settingsOfDevelopment(): Plugin {
  const settings = { authority: `${gateway}/issuer`, client_id: "lockstep-console", person_claim: "sub" };
  return {
    name: "lockstep:settings",
    configureServer(server) {
      server.middlewares.use("/console.json", (_, answer) => {
        answer.setHeader("content-type", "application/json").end(JSON.stringify(settings));
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), settingsOfDevelopment()],
  build: {
    target: ["chrome123", "edge123", "firefox128", "safari17.5"],
    assetsInlineLimit: 0, // an icon in a data: address would not be cached
    modulePreload: { polyfill: false },
    manifest: true, // tests/budgets.test.ts reads which files a route needs
    license: { fileName: "licences.md" }, // the notices of all packages that are in the built files
    reportCompressedSize: false,
  },
  server: {
    host: "127.0.0.1",
    port: 5173, // the sign-in of development returns to this one
    strictPort: true,
    proxy: Object.fromEntries(["/v1", "/docs"].map((path) => [path, gateway])),
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
