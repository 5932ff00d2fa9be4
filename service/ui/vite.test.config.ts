import { defineConfig } from "vite";

// The tests of the pure parts, as one file for node's own runner.
export default defineConfig({
  publicDir: false,
  build: { ssr: "test/run.ts", outDir: ".test", emptyOutDir: true, minify: false },
});
