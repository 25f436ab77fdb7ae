import { defineConfig } from "vite";

// The settings page. The return page is built on its own (vite.return.config.ts), so that it runs exactly one script.
export default defineConfig({
  build: {
    modulePreload: false,
    // Nothing is inlined: the content security policy allows scripts and styles of our own origin only.
    assetsInlineLimit: 0,
    rollupOptions: { input: "index.html" },
  },
});
