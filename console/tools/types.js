// Writes the types of the API from its OpenAPI documents: node tools/types.js <folder of documents> <folder of types>
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const HEADING = "// Made from the OpenAPI document of this service. Write it again: make console-types\n\n";

const [documents, types] = process.argv.slice(2);
if (documents === undefined || types === undefined) {
  throw new Error("name the folder of the documents and the folder of the types");
}
for (const name of readdirSync(documents).sort()) {
  const tree = await openapiTS(JSON.parse(readFileSync(join(documents, name), "utf8")));
  writeFileSync(join(types, `${basename(name, ".json")}.d.ts`), HEADING + astToString(tree));
}
