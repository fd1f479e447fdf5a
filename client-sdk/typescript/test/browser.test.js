import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { CONFORMANCE, StandIn } from "./stand-in.js";

const names = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome", "chrome"].filter(Boolean);
const chromium = names.find((name) => spawnSync(name, ["--version"]).status === 0);
const skip = chromium ? false : "NOT RUN: there is no Chromium on this machine; CHROMIUM may name one";

const FILES = { "/signalbox.js": "../signalbox.js", "/test/run.js": "run.js", "/test/pace.js": "pace.js" };
const PAGE = `<!doctype html><script type="module">
  import { Run } from "/test/run.js";
  const played = await (await fetch("/case")).json();
  const hub = {
    url: played.url,
    steer: (wish) => fetch(played.url + "/_standin/steer", { method: "POST", body: JSON.stringify(wish) }),
    state: async () => (await fetch(played.url + "/_standin")).json(),
  };
  let said = "";
  try {
    await new Run(played, hub).play();
  } catch (failure) {
    said = String(failure?.stack ?? failure);
  }
  await fetch("/said", { method: "POST", body: said });
  location.reload();
</script>`;

/** Hands one case after the other to the page, with a stand-in for each. */
class Cases {
  said = {};
  #left = readdirSync(`${CONFORMANCE}/cases`).sort().map((file) => ({ file, played: JSON.parse(readFileSync(`${CONFORMANCE}/cases/${file}`, "utf8")) }))
    .filter(({ played }) => !played.needs?.includes("durable"));
  #now;
  #standIn;

  constructor() {
    this.done = new Promise((resolve) => (this.#finish = resolve));
    this.server = createServer((request, response) => this.#answer(request, response));
  }

  #finish;

  async #answer(request, response) {
    if (request.url === "/") return response.setHeader("content-type", "text/html").end(PAGE);
    if (request.url in FILES) {
      const file = fileURLToPath(new URL(FILES[request.url], import.meta.url));
      return response.setHeader("content-type", "text/javascript").end(readFileSync(file));
    }
    if (request.url === "/case") return this.#next(response);
    if (request.url === "/said") {
      let text = "";
      for await (const piece of request) text += piece;
      this.said[this.#now.file] = text;
      await this.#standIn.close();
      if (this.#left.length === 0) this.#finish();
      return response.end();
    }
    response.writeHead(404).end();
  }

  async #next(response) {
    this.#now = this.#left.shift();
    if (!this.#now) return response.writeHead(204).end();
    this.#standIn = await StandIn.play(`${CONFORMANCE}/cases/${this.#now.file}`);
    response.setHeader("content-type", "application/json").end(JSON.stringify({ ...this.#now.played, url: this.#standIn.url }));
  }
}

test("the cases in Chromium", { skip, timeout: 600_000 }, async () => {
  const cases = new Cases();
  await once(cases.server.listen(0, "127.0.0.1"), "listening");
  const profile = mkdtempSync(join(tmpdir(), "signalbox-chromium-"));
  const browser = spawn(chromium, ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", `--user-data-dir=${profile}`,
    `http://127.0.0.1:${cases.server.address().port}/`], { stdio: "ignore", detached: true });
  try {
    await cases.done;
  } finally {
    const ended = once(browser, "exit");
    // With all that it started, which would still write into its profile.
    process.kill(-browser.pid, "SIGKILL");
    await ended;
    cases.server.closeAllConnections();
    cases.server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
  }
  assert.ok(Object.keys(cases.said).length > 15);
  assert.deepEqual(Object.entries(cases.said).filter(([, said]) => said !== ""), []);
});
