import { defineConfig } from "vite";

// The return page of a sign-in: one script, nothing shared with the settings page, no public files copied twice.
export default defineConfig({
  publicDir: false,
  build: {
    emptyOutDir: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: { input: "return.html" },
  },
});
