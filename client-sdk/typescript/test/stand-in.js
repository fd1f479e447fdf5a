import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const CONFORMANCE = fileURLToPath(new URL("../../conformance", import.meta.url));

/** What a process says, up to where it fits. */
export function said(process, pattern) {
  return new Promise((resolve, reject) => {
    let text = "";
    process.stdout.setEncoding("utf8");
    process.stdout.on("data", (piece) => {
      text += piece;
      const found = pattern.exec(text);
      if (found) resolve(found);
    });
    process.once("error", reject);
    process.once("exit", () => reject(new Error(`it ended and said: ${text}`)));
  });
}

/** The stand-in of the conformance cases, in a process of its own. */
export class StandIn {
  static async play(file) {
    const process = spawn("python3", [`${CONFORMANCE}/standin.py`, file], { stdio: ["pipe", "pipe", "inherit"] });
    const [, port] = await said(process, /^(\d+)\r?\n/);
    return new StandIn(process, `http://127.0.0.1:${port}`);
  }

  constructor(process, url) {
    this.process = process;
    this.url = url;
  }

  async steer(wish) {
    await fetch(`${this.url}/_standin/steer`, { method: "POST", body: JSON.stringify(wish) });
  }

  async state() {
    return (await fetch(`${this.url}/_standin`)).json();
  }

  async close() {
    const ended = this.process.exitCode === null ? once(this.process, "exit") : null;
    this.process.stdin.end();
    await ended;
  }
}
