import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Closed, open, Refused, TimedOut } from "../signalbox.js";
import { FAST } from "./pace.js";

const silence = (request) => new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));

/** Hubs that are away in one way or the other; without a limit, every wait for them is for ever. */
const AWAY = {
  "nobody is there": () => Promise.reject(new TypeError("fetch failed")),
  "it never answers": (url, request) => silence(request),
  "it takes the question and never answers the wait": async (url, request) => {
    if (request.method === "GET") return silence(request);
    const results = JSON.parse(request.body).commands.map(({ id }) => ({ id, verdict: "accepted", position: 1, version: 1, target: `question/${id}` }));
    return new Response(JSON.stringify({ results }), { headers: { "content-type": "application/json" } });
  },
};
const limits = { timeout: 120_000 };

function away(t, fetch) {
  const hub = open({ url: "http://127.0.0.1:9", key: "sbx_any", pace: { ...FAST, answer: 600_000 }, fetch });
  t.after(() => hub.close({ drain: 0 }));
  return hub;
}

for (const [what, fetch] of Object.entries(AWAY)) {
  test(`a wait ends when its time is over: ${what}`, limits, async (t) => {
    const hub = away(t, fetch);
    hub.notify("Build finished");
    const asked = hub.ask("Which database?");

    await assert.rejects(asked.answer({ timeout: 30 }), (failure) => failure instanceof TimedOut && /question/.test(failure.message));
    await assert.rejects(hub.wait("0192", { timeout: 30 }), TimedOut);
    assert.deepEqual(hub.attention(), []);
  });

  test(`a wait ends when its signal says so: ${what}`, limits, async (t) => {
    const hub = away(t, fetch);
    const asked = hub.ask("Which database?");
    const stop = new AbortController();
    const waits = [asked.answer({ signal: stop.signal }), hub.wait("0192", { timeout: 60_000, signal: stop.signal })];
    stop.abort(new Error("changed my mind"));

    for (const wait of waits) await assert.rejects(wait, /changed my mind/);
    await assert.rejects(asked.answer({ signal: AbortSignal.abort() }), { name: "AbortError" });
  });

  test(`a wait ends when the client is closed: ${what}`, limits, async (t) => {
    const hub = away(t, fetch);
    const waits = [hub.ask("Which database?").answer(), hub.wait("0192")].map((wait) => assert.rejects(wait, Closed));
    await hub.close({ drain: 0 });
    await Promise.all(waits);
  });
}

test("a client that was closed begins no request", limits, async () => {
  const late = [];
  const fetch = (url, request) => {
    if (request.signal.aborted) late.push(url);
    return silence(request);
  };
  // Between its asking and the request lie a few steps of the program: closed behind each of them.
  for (let steps = 0; steps < 20; steps++) {
    const hub = open({ url: "http://127.0.0.1:9", key: "sbx_any", pace: FAST, fetch });
    const waits = [hub.ask("Which database?").answer(), hub.wait("0192")].map((wait) => assert.rejects(wait, Closed));
    const following = hub.follow(["question.*"], () => {});
    for (let step = 0; step < steps; step++) await null;
    await hub.close({ drain: 0 });
    await Promise.all([...waits, following.done]);
  }
  assert.deepEqual(late, []);
});

test("a program ends when it has closed its client, whatever its fetch does", limits, () => {
  const program = `
    import { open } from ${JSON.stringify(new URL("../signalbox.js", import.meta.url).href)};
    const fetch = () => new Promise(() => {});
    const hub = open({ url: "http://127.0.0.1:9", key: "sbx_any", pace: { answer: 600_000 }, fetch });
    const waits = [hub.ask("Which database?").answer(), hub.wait("0192"), hub.notify("Built").accepted()];
    hub.get("/v1/roadmap");
    const ended = Promise.allSettled(waits);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await hub.close({ drain: 0 });
    await ended;
    console.log("closed");`;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", timeout: 60_000 });
  assert.deepEqual([run.status, run.stdout], [0, "closed\n"], `${run.error ?? ""}${run.stderr}`);
});

test("the hub's word is waited for as long as one says", limits, async (t) => {
  const hub = away(t, AWAY["it never answers"]);
  const receipt = hub.notify("Build finished");

  await assert.rejects(receipt.accepted({ timeout: 30 }), TimedOut);
  await assert.rejects(receipt.accepted({ signal: AbortSignal.abort() }), { name: "AbortError" });
  await assert.rejects(hub.ask("Which database?").question({ timeout: 30 }), TimedOut);
  assert.equal(hub.pending(), 2);
});

test("a time that is none is refused", limits, async (t) => {
  const hub = away(t, AWAY["nobody is there"]);
  for (const timeout of ["4h", -1, NaN, null]) await assert.rejects(hub.wait("0192", { timeout }), /timeout.*milliseconds/);
});

test("more time than a timer can be set to is no time at once", limits, async (t) => {
  const hub = away(t, AWAY["it never answers"]);
  const stop = new AbortController();
  const wait = hub.wait("0192", { timeout: 90 * 24 * 3_600_000, signal: stop.signal });
  await assert.rejects(hub.wait("0193", { timeout: 30 }), TimedOut);
  stop.abort();
  await assert.rejects(wait, { name: "AbortError" });
});

test("what the hub refuses is told in a sentence, without HTTP", () => {
  const told = (detail) => new Refused({ code: "not_found", title: "There is no such thing", status: 404, detail });
  assert.equal(told("there is no such item on the roadmap; GET /v1/roadmap lists them").message, "There is no such item on the roadmap");
  assert.equal(told("the cursor is old; read again: GET /v1/events").message, "The cursor is old; read again");
  assert.equal(told("expiresIn is not a duration; write 4h").message, "expiresIn is not a duration; write 4h");
  assert.equal(told("").message, "There is no such thing");
  assert.deepEqual([told("no; GET /v1/x").code, told("no; GET /v1/x").detail], ["not_found", "no; GET /v1/x"]);
});

test("without a key it says at once how to make one", limits, () => {
  const { SIGNALBOX_KEY, ...env } = process.env;
  for (const more of [{}, { SIGNALBOX_KEY: "" }, { SIGNALBOX_KEY: " " }]) {
    const program = `import { open } from ${JSON.stringify(new URL("../signalbox.js", import.meta.url).href)}; open().ask("Which?")`;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", program],
      { env: { ...env, ...more }, encoding: "utf8", timeout: 60_000, cwd: fileURLToPath(new URL(".", import.meta.url)) });
    assert.equal(run.status, 1, run.stderr);
    assert.match(run.stderr, /SIGNALBOX_KEY is not set: make this program a key of its own \(signalbox keys create NAME --role daemon\)/);
  }
  assert.throws(() => open({ url: "http://127.0.0.1:9", key: " " }), /key.*signalbox keys create/);
});
