import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { open, Refused, TimedOut } from "../signalbox.js";
import { eventually, FAST } from "./pace.js";
import { said } from "./stand-in.js";

const jar = fileURLToPath(new URL("../../../cli/target/signalbox.jar", import.meta.url));
const command = process.env.SIGNALBOX_TEST_HUB
  ? JSON.parse(process.env.SIGNALBOX_TEST_HUB)
  : existsSync(jar) && ["java", "-jar", jar, "hub"];
const skip = command ? false : `NOT RUN: no hub to talk to; build ${jar}, or set SIGNALBOX_TEST_HUB`;
const limits = { skip, timeout: 180_000 };

let folder;
let hub;
let url;
let port = process.env.SIGNALBOX_TEST_PORT ?? "0";
const keys = {};

async function start() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SIGNALBOX_")));
  const [first, ...rest] = command;
  hub = spawn(first, [...rest, "--data", join(folder, "data"), "--port", port], { env, cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  [, url, port] = await said(hub, /up at (http:\/\/\S+?:(\d+))/);
}

async function kill() {
  const ended = once(hub, "exit");
  hub.kill("SIGKILL");
  await ended;
}

async function call(method, path, body, secret = readFileSync(join(folder, "data", "admin.key"), "utf8").trim()) {
  const answer = await fetch(url + path, { method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" } });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return text && JSON.parse(text);
}

async function key(role, name = role) {
  keys[name] ??= await call("POST", "/v1/keys", { name, role });
  return keys[name].secret;
}

async function box(t, role = "daemon") {
  const secret = await key(role);
  const opened = open({ url, key: secret, pace: FAST });
  t.after(() => opened.close());
  return opened;
}

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "signalbox-"));
  await start();
}, { timeout: 180_000 });

after(async () => {
  if (skip) return;
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

test("an answer comes to who asked, through a hub that is killed, and the loser of two is told", limits, async (t) => {
  const daemon = await box(t);
  const user = await box(t, "user");
  const asked = daemon.ask("Which database?", { options: ["sqlite", "postgres"], expiresIn: 3_600_000, body: "For PRIORITY 3" });
  const answering = asked.answer();
  const id = await asked.question();
  await assert.rejects(daemon.wait(id, { timeout: 50 }), TimedOut);
  await kill();
  const kept = daemon.notify("written while the hub was away");
  await start();

  await user.answer(id, "sqlite", { comment: "small" }).accepted();
  const late = user.answer(id, "postgres");

  assert.deepEqual((({ value, comment, by }) => ({ value, comment, by }))(await answering), { value: "sqlite", comment: "small", by: "user" });
  await kept.accepted();
  await assert.rejects(late.accepted(), (failure) => failure instanceof Refused && failure.code === "already_resolved");
  assert.deepEqual(user.attention().map(({ id: parked }) => parked), [late.id]);
  user.discard(late.id);
  assert.deepEqual(await user.close(), []);
});

test("what a role may not do is refused, shown, and not sent again", limits, async (t) => {
  const daemon = await box(t);
  const id = await daemon.ask("May I?", { approval: true }).question();
  const mine = daemon.answer(id, "approve");
  await assert.rejects(mine.accepted(), Refused);
  await daemon.notify("goes on").accepted();
  assert.deepEqual(daemon.attention().map(({ id: parked, code }) => [parked, code]), [[mine.id, "forbidden"]]);
  const left = await daemon.close();
  assert.deepEqual(left.map((command) => command.id), [mine.id]);
});

test("a question under a key is one, whoever asks", limits, async (t) => {
  const first = await (await box(t)).ask("Which?", { once: "node test: which" }).question();
  const again = await (await box(t)).ask("Which one?", { once: "node test: which" }).question();
  assert.equal(again, first);
  assert.equal((await (await box(t)).get(`/v1/questions/${first}`)).prompt, "Which?");
});

test("what was said is found by its words, now, then and since", limits, async (t) => {
  const daemon = await box(t);
  const user = await box(t, "user");
  const id = await daemon.ask("May node+js move \u00fcber Monday?", { body: "See ISSUE-7272 & src/main/app.js" }).question();
  const { position } = await daemon.notify("Told of ISSUE-7272").accepted();
  await user.answer(id, "yes", { seenAt: new Date() }).accepted();

  const { items, positions } = await daemon.recall('"node js" MONDAY ISSUE-7272', { kind: "question" });
  assert.deepEqual(items.map((hit) => [hit.kind, hit.id, hit.endedAt]), [["question", id, undefined]]);
  assert.ok(positions.main > position);
  assert.deepEqual((await daemon.recall("ISSUE-7272 monday", { asOf: position })).items.map(({ by }) => by), ["daemon"]);
  assert.deepEqual((await daemon.recall("monday", { changedSince: new Date("2030-01-01T00:00:00Z") })).items, []);
  const first = await daemon.recall("ISSUE-7272", { limit: 1 });
  const second = await daemon.recall("ISSUE-7272", { limit: 1, cursor: first.nextCursor });
  assert.deepEqual([...first.items, ...second.items].map(({ kind }) => kind), ["question", "notification"]);
  await assert.rejects(daemon.recall("+&%"), (failure) => failure instanceof Refused && failure.code === "invalid");
});

test("a key that is taken away stops sending, and another goes on", limits, async (t) => {
  let secret = await key("daemon", "night");
  const night = open({ url, key: () => secret, pace: FAST });
  t.after(() => night.close());
  await night.notify("before").accepted();
  await call("DELETE", `/v1/keys/${keys.night.id}`);

  const kept = night.notify("kept");
  await eventually("it says so", () => night.status === "needs_key");
  assert.equal(night.pending(), 1);
  secret = await key("daemon");

  await kept.accepted();
});

test("a follower goes on behind its cursor, through a kill of the hub, without a gap or a repeat", limits, async (t) => {
  const daemon = await box(t);
  const seen = [];
  let cursor = "end";
  const follow = (client) => client.follow(["notification.posted"], (event) => seen.push(event.data.title), { after: cursor, onCursor: (at) => (cursor = at) });
  const first = follow(daemon);
  await eventually("it is at the end", () => first.cursor !== null && first.live);
  for (let n = 1; n <= 5; n++) daemon.notify(`f${n}`);
  await eventually("five are heard", () => seen.length === 5);
  await kill();
  await start();
  for (let n = 6; n <= 8; n++) await daemon.notify(`f${n}`).accepted();
  await eventually("eight are heard", () => seen.length === 8);
  await first.close();
  await daemon.notify("f9").accepted();
  const second = follow(await box(t));
  await eventually("nine are heard", () => seen.length === 9);
  await second.close();
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `f${n}`));
});

test("what can never be sent is refused at once", { timeout: 60_000 }, async () => {
  const nobody = open({ url: "http://127.0.0.1:9", key: "sbx_any", pace: FAST });
  assert.throws(() => nobody.notify("t", { body: "x".repeat(900_000) }), RangeError);
  assert.throws(() => open({ url: "ftp://hub", key: "sbx_any" }), TypeError);
  const unsent = nobody.notify("kept for whoever closes it");
  const [left] = await nobody.close();
  assert.equal(left.id, unsent.id);
});
