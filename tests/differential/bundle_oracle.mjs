// Asks the web UI of InvokeAI 7 what it makes of workflows: runs its own scripts, out of the wheel, in Node.
//
//   node bundle_oracle.mjs ASSETS OPENAPI
//
// ASSETS is the folder `assets` of the UI's distribution, OPENAPI the release's OpenAPI document. Reads workflows,
// one a line, to the end and answers each with one JSON line: what it refuses (`refused`), what it warns of on loading (`warnings`), why it blocks
// Invoke (`reasons`), the `graph` and batch `data` that it would send, and the `saved` workflow. Its functions are found
// by texts that only they hold; nothing of them is written anywhere but into a temporary folder.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [assets, openapi] = process.argv.slice(2);
const nothing = () => {};

// Whatever is asked of a browser's page at start-up.
const anything = new Proxy(nothing, {
  get: (_, key) =>
    key === Symbol.toPrimitive ? () => "" : key === Symbol.iterator ? function* () {} : key === "length" ? 0 : anything,
  apply: () => anything,
  construct: () => anything,
  set: () => true,
  has: () => true,
});
const storage = { getItem: () => null, setItem: nothing, removeItem: nothing };
const page = {
  window: globalThis,
  document: anything,
  navigator: anything,
  history: anything,
  localStorage: storage,
  sessionStorage: storage,
  location: { href: "http://localhost/", origin: "http://localhost", pathname: "/", search: "", hash: "" },
  addEventListener: nothing,
  removeEventListener: nothing,
  matchMedia: () => ({ matches: false, addEventListener: nothing, addListener: nothing }),
  requestAnimationFrame: setTimeout,
  HTMLElement: class {},
  Element: class {},
  Node: class {},
  fetch: async () => new Response(fs.readFileSync(openapi), { headers: { "Content-Type": "application/json" } }),
};
for (const [name, value] of Object.entries(page))
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

const scripts = fs.readdirSync(assets).filter((name) => name.endsWith(".js"));
const text = (name) => fs.readFileSync(path.join(assets, name), "utf8");
const holding = (mark) => {
  const found = scripts.filter((name) => text(name).includes(mark));
  if (found.length !== 1) throw Error(`${found.length} scripts hold ${mark}`);
  return found[0];
};
const load = (name) => import(pathToFileURL(path.join(assets, name)).href);

// The exported function whose source holds a text.
const exported = (module, mark) => {
  const found = Object.values(module).filter((v) => typeof v === "function" && String(v).includes(mark));
  if (found.length !== 1) throw Error(`${found.length} functions hold ${mark}`);
  return found[0];
};

// Functions that a script keeps to itself. What it imports is the real thing where that can be had without a browser.
async function kept(name, marks) {
  let source = text(name);
  const modules = (globalThis.wflintModules = {});
  let head = "";
  for (const [, names, from] of source.matchAll(/import\{([^}]*)\}from"(\.\/[^"]+)";/g)) {
    try {
      modules[from] = await load(from);
    } catch {
      modules[from] = anything;
    }
    head += `var {${names.replace(/ as /g, ":")}}=globalThis.wflintModules[${JSON.stringify(from)}];`;
  }
  source = source
    .replace(/import\{[^}]*\}from"\.\/[^"]+";/g, "")
    .replace(/import"[^"]+";/g, "")
    .replace(/export\{[^}]*\};?/, "");
  const named = marks.map((mark) => {
    const at = source.indexOf(mark);
    if (at < 0) throw Error(`nothing holds ${mark}`);
    const before = [...source.slice(0, at).matchAll(/[,; ]([\w$]+)=\((?:[^()]|\([^()]*\))*\)=>\{/g)];
    return before.at(-1)[1];
  });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "wflint-bundle-"));
  const file = path.join(folder, "kept.mjs");
  fs.writeFileSync(file, `${head}${source}\nexport const wflintKept=[${named.join(",")}];`);
  try {
    return (await import(pathToFileURL(file).href)).wflintKept;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const core = await load(holding("This file is not a recognizable InvokeAI workflow."));
const parse = exported(core, "This file is not a recognizable InvokeAI workflow.");
const update = exported(core, "skippedNodeIds");
const batches = exported(core, "pendingGenerators");
const serialize = exported(core, "libraryWorkflowId?");
const fetchDefinitions = exported(core, "/openapi.json");
await fetchDefinitions();
const snapshot = Object.values(core).find((v) => {
  if (typeof v !== "function" || v.length !== 0 || !/^\(\)=>[\w$]+\.getSnapshot\(\)$/.test(String(v))) return false;
  return v()?.templates !== undefined;
});
const definitions = snapshot();
if (definitions.status !== "loaded") throw Error("the node definitions were not loaded");
const [ready, compile] = await kept(holding("Node definitions failed to load from the backend."), [
  "Node definitions failed to load from the backend.",
  "`workflow-graph`",
]);

function answer(line) {
  let parsed;
  try {
    parsed = parse(JSON.parse(line));
  } catch (error) {
    return { refused: String(error.message).slice(0, 200) };
  }
  const updated = update(parsed.document, (key) => key);
  const document = updated.document;
  const found = { warnings: [...parsed.warnings, ...updated.warnings] };
  const judged = ready(document, definitions, { batchCount: 1 });
  found.reasons = judged.reasons.map((reason) => (typeof reason === "string" ? reason : JSON.stringify(reason)));
  try {
    const { nodes, edges } = compile(document, definitions.templates).backendGraph;
    found.graph = { nodes, edges };
  } catch (error) {
    found.loops = String(error.message).slice(0, 200);
  }
  const batch = batches(document, definitions.templates, { random: () => 0.5 });
  found.data = batch.pendingGenerators.length || batch.batchSize === null ? null : batch.groups;
  const { id, ...saved } = serialize(document);
  found.saved = saved;
  return found;
}

// Not by `readline`, which takes more characters for the end of a line.
const asked = fs.readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const line of asked) {
  let found;
  try {
    found = answer(line);
  } catch (error) {
    found = { crashed: String(error?.stack ?? error).slice(0, 400) };
  }
  fs.writeSync(1, `${JSON.stringify(found)}\n`);
}
process.exit(0);
