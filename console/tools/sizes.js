// Prints what a browser loads, in bytes as the gateway compresses them: node tools/sizes.js <folder of the built files>
// {"first": JavaScript of the first screen, "routes": {screen: JavaScript that it adds}, "styles": all style sheets}
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const SETTINGS = { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 18 } };

const built = process.argv[2];
if (built === undefined) {
  throw new Error("name the folder of the built files");
}
/** @type {Record<string, {file: string, isEntry?: boolean, isDynamicEntry?: boolean, imports?: string[]}>} */
const manifest = JSON.parse(readFileSync(join(built, ".vite/manifest.json"), "utf8"));

/** @param {string} file */
const size = (file) => brotliCompressSync(readFileSync(join(built, file)), SETTINGS).length;

/**
 * Returns a part and all that it needs.
 *
 * @param {string} name
 * @returns {Set<string>}
 */
function needs(name, found = new Set()) {
  if (!found.has(name)) {
    found.add(name);
    for (const other of manifest[name]?.imports ?? []) {
      needs(other, found);
    }
  }
  return found;
}

/** @param {Iterable<string>} names */
const total = (names) => [...names].reduce((sum, name) => sum + size(manifest[name]?.file ?? ""), 0);

const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry) ?? "";
const always = needs(entry);
const routes = Object.fromEntries(
  Object.keys(manifest)
    .filter((name) => manifest[name]?.isDynamicEntry)
    .map((name) => [name, total([...needs(name)].filter((part) => !always.has(part)))]),
);
const styles = readdirSync(join(built, "assets"))
  .filter((name) => name.endsWith(".css"))
  .reduce((sum, name) => sum + size(`assets/${name}`), 0);
const first = total(always) + Math.max(0, ...Object.values(routes));
process.stdout.write(`${JSON.stringify({ first, routes, styles })}\n`);
