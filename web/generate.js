// Writes src/lib/schema.d.ts from the API's description: `npm run generate`.
import { readFile, writeFile } from "node:fs/promises";
import { URL } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const description = new URL("../api/openapi.yaml", import.meta.url);
const target = new URL("./src/lib/schema.d.ts", import.meta.url);

// The description calls every list nullable, because a Go slice may be nil. The hub never sends null for one: an empty list
// is []. Said once here, so that no page has to guard every list.
function withoutNullLists(schema) {
  if (Array.isArray(schema.type) && schema.type.includes("array") && schema.type.includes("null")) {
    schema.type = "array";
  }
  return undefined; // go on with the schema as it is now
}

const types = astToString(await openapi(description, { transform: withoutNullLists }));
const header = "// Generated from api/openapi.yaml by `npm run generate`. Do not edit.\n\n";
const text = header + types;
const before = await readFile(target, "utf8").catch(() => "");
if (before !== text) await writeFile(target, text);
