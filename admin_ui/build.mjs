// Bundles client/ and styles/ into the folder it is given, with content-hashed names, and draws the icon sprite.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.argv[2];

async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: ["client/main.js", "styles/main.css"],
    outdir: dist,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    metafile: true,
    legalComments: "none",
    loader: { ".woff2": "file", ".svg": "file" },
    target: ["esnext"],
    logLevel: "warning",
  });
  const names = {};
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) names[basename(output.entryPoint)] = basename(file);
    else if (file.includes("geist-latin-wght-normal")) names["geist.woff2"] = basename(file);
  }
  return names;
}

async function drawSprite() {
  const names = (await readFile(join(here, "client", "icons.txt"), "utf8")).split("\n").filter(Boolean);
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(join(here, "node_modules/lucide-static/icons", `${name}.svg`), "utf8");
      const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
      return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s+/g, " ").trim()}</symbol>`;
    }),
  );
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  const file = `icons-${createHash("sha256").update(sprite).digest("hex").slice(0, 8)}.svg`;
  await writeFile(join(dist, file), sprite);
  return file;
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const manifest = { ...(await bundle()), "icons.svg": await drawSprite() };
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2));
