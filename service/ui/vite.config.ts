import { defineConfig } from "vite";

// The built files are committed and reviewed: names without hashes, every name and line kept; only
// constants are folded, and what is never called is dropped. A wheel then needs no node, and a change
// of one word is a difference of one line.
export default defineConfig({
  base: "./",
  publicDir: "public",
  build: {
    outDir: "web",
    emptyOutDir: true,
    target: "es2022",
    minify: false,
    cssMinify: false,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
        comments: { legal: true, annotation: false, jsdoc: false },
        // A file of another version must fail to load, not find another thing under a short name.
        minifyInternalExports: false,
        entryFileNames: "tablet.js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
