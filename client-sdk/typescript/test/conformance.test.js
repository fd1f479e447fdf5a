import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Differs, Run } from "./run.js";
import { CONFORMANCE, StandIn } from "./stand-in.js";

async function play(name, options) {
  await playFile(`${CONFORMANCE}/cases/${name}.json`, options);
}

async function playFile(file, options) {
  const standIn = await StandIn.play(file);
  try {
    const run = new Run(JSON.parse(readFileSync(file, "utf8")), standIn, options);
    await run.play();
  } finally {
    await standIn.close();
  }
}

for (const file of readdirSync(`${CONFORMANCE}/cases`).sort()) {
  const played = JSON.parse(readFileSync(`${CONFORMANCE}/cases/${file}`, "utf8"));
  // This client keeps its queue in memory.
  if (!played.needs?.includes("durable")) test(`case ${file}: ${played.name}`, { timeout: 120_000 }, () => play(file.replace(".json", "")));
}

/** Clients that break a rule, to show that the cases can fail. */
const changed = (change) => ({
  fetch: (url, request) => fetch(url, request.body ? { ...request, body: change(request.body) } : request),
});

test("other content is noticed", async () => {
  let tries = 0;
  await assert.rejects(play("lost-answer", changed((body) => body.replace('"title":"n1"', `"title":"n1 ${++tries}"`))), Differs);
});

test("impatience is noticed", async (t) => {
  const impatient = async (url, request) => {
    const response = await fetch(url, request);
    const headers = new Headers(response.headers);
    headers.delete("retry-after");
    return new Response(response.body, { status: response.status, headers });
  };
  const folder = mkdtempSync(join(tmpdir(), "signalbox-case-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "busy.json");
  // A wait so long that it is not over when a busy machine asks again at last.
  writeFileSync(file, readFileSync(`${CONFORMANCE}/cases/busy.json`, "utf8").replaceAll('"retryAfter": 1', '"retryAfter": 600'));
  await assert.rejects(playFile(file, { fetch: impatient }), Differs);
});
