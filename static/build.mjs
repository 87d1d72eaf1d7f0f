// Builds the interface into static/build (git-ignored): one stylesheet, the behaviour of every page, the charts
// (fetched only by pages that draw one), the sprite of the icons named in src/icons.json, the fonts of page and print.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "build");
const require = createRequire(import.meta.url);
const modules = join(here, "..", "node_modules");
const watching = process.argv.includes("--watch");

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, "fonts"), { recursive: true });

writeFileSync(join(target, "icons.svg"), sprite());
cpSync(join(source, "mark.svg"), join(target, "mark.svg"));
copyPrintFonts();

const options = {
  entryPoints: {
    portal: join(source, "portal.js"),
    charts: join(source, "charts.js"),
    accounts: join(source, "accounts.js"),
    sheet: join(source, "sheet.js"),
    style: join(source, "style.css"),
    public: join(source, "public.css"),
    verify: join(source, "verify.js"),
  },
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  loader: { ".woff2": "file", ".ttf": "file" },
  assetNames: "fonts/[name]",
  legalComments: "external",
  logLevel: "warning",
};

if (watching) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await esbuild.build(options);
  for (const name of readdirSync(target)) if (/\.(css|js|svg)$/.test(name)) compress(join(target, name));
}

/** Beside each file its compressed forms, which the web server hands out as they are. */
function compress(path) {
  const content = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(content));
}

/** One <symbol> for each icon, so that a page refers to `icons.svg#name`. */
function sprite() {
  const names = JSON.parse(readFileSync(join(source, "icons.json"), "utf8"));
  const symbols = names.map((name) => {
    const [style, file] = name.endsWith("-filled") ? ["filled", name.slice(0, -7)] : ["outline", name];
    const svg = readFileSync(join(modules, "@tabler", "icons", "icons", style, `${file}.svg`), "utf8");
    const drawing = svg
      .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
      .replace(/\s*\n\s*/g, "");
    const paint = style === "filled" ? 'fill="currentColor"' : "";
    return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${drawing}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
}

/** Whole Times-metric faces for the PDFs: WeasyPrint garbles families that are split by unicode range. */
function copyPrintFonts() {
  const faces = dirname(require.resolve("@expo-google-fonts/tinos/package.json"));
  for (const face of ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"]) {
    cpSync(join(faces, face, `Tinos_${face}.ttf`), join(target, "fonts", `Tinos_${face}.ttf`));
  }
}
