// Builds what the page loads into src/dragoman/web/static: app.js (one bundle) and the outlines of countries.
import { build, context } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { quantize } from "topojson-client";

const here = (path) => new URL(path, import.meta.url).pathname;
const out = process.env.OUT ?? here("../src/dragoman/web/static");

// Outlines that ISO 3166-1 gives no number, by the name that Natural Earth gives them: the code that our places have there.
const UNNUMBERED = { Kosovo: "KOS", "N. Cyprus": "CYP", Somaliland: "SOM" };

/** ISO 3166-1 number -> the code of our records, from the table that the rest of dragoman uses. */
function codes() {
  const lines = readFileSync(here("../src/dragoman/data/codes/countries.csv"), "utf8").split("\n");
  const rows = lines.filter((line) => line && !line.startsWith("#")).map((line) => line.split(","));
  return new Map(rows.slice(1).map(([code, , numeric]) => [numeric, code]));
}

/** Natural Earth's countries with our codes as ids; names are left out (the page has its own), detail below a pixel too. */
function atlas(file, detail) {
  const known = codes();
  const whole = JSON.parse(readFileSync(here(`node_modules/world-atlas/${file}.json`), "utf8"));
  const { countries } = whole.objects;
  countries.geometries = countries.geometries.map(({ type, arcs, id, properties }) => {
    const code = known.get(id) ?? UNNUMBERED[properties.name];
    return code ? { type, arcs, id: code } : { type, arcs };
  });
  return JSON.stringify(quantize({ ...whole, objects: { countries }, transform: undefined, arcs: absolute(whole) }, detail));
}

/** Arcs in degrees, as quantize wants them. */
function absolute({ arcs, transform: { scale: [kx, ky], translate: [dx, dy] } }) {
  return arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([a, b]) => [(x += a) * kx + dx, (y += b) * ky + dy]);
  });
}

const options = {
  entryPoints: [here("src/main.js")],
  outfile: `${out}/app.js`,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: "// Built from frontend/ by `npm run build`. Holds d3-force, d3-geo and what these need (ISC), topojson-client (ISC)." },
};

writeFileSync(`${out}/countries-110m.json`, atlas("countries-110m", 2500));
writeFileSync(`${out}/countries-50m.json`, atlas("countries-50m", 8000));
if (process.argv.includes("--watch")) await (await context(options)).watch();
else await build(options);
